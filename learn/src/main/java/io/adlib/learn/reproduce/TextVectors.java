package io.adlib.learn.reproduce;

import io.adlib.core.Progress;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.SequentialItem;
import io.adlib.sid.ItemVectors;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** A dataset's items with MiniLM's vectors of their texts; item i is named by its number. */
final class TextVectors {

  private TextVectors() {}

  /** Vectors are kept in the work folder. */
  static ItemVectors of(SequentialDataset data, Path work, int threads, Progress progress) {
    float[] vectors_ND = ItemIds.vectors(data.texts(), work, threads, progress);
    return new ItemVectors(
        IntStream.range(0, data.itemCount()).mapToObj(Integer::toString).toList(),
        data.items().stream().map(SequentialItem::title).toList(),
        data.items().stream().map(SequentialItem::categories).toList(),
        vectors_ND.length / data.itemCount(),
        vectors_ND);
  }
}
