package io.adlib.learn.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.sid.feature.FeatureRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImpressionFileTest {

  private static final ImpressionFile.Sizes SMALL = new ImpressionFile.Sizes(16, 4);

  @TempDir Path folder;

  /** What one example says, so that examples can be told apart and compared. */
  private record Said(List<Integer> rows, float dense, int position, boolean click, boolean buy) {
    static Said of(Impressions data, int i) {
      return new Said(
          Arrays.stream(data.rows(), data.firstRow(i), data.firstRow(i + 1)).boxed().toList(),
          data.dense()[i * data.denseCount()],
          data.position(i),
          data.isClicked(i),
          data.isConverted(i));
    }
  }

  private ImpressionFile file(String name, Impressions data, ImpressionFile.Sizes sizes) {
    var writer = new ImpressionFile.Writer(folder.resolve(name), data.denseCount(), sizes);
    for (int i = 0; i < data.size(); i++) {
      writer.add(data, i);
    }
    return writer.end();
  }

  private static List<Said> shuffled(ImpressionFile file, long seed) {
    var all = new ArrayList<Said>();
    file.shuffled(
        new Seed(seed).generator(),
        (data, order) -> {
          assertThat(order.length).isLessThanOrEqualTo(SMALL.block() * SMALL.window());
          Arrays.stream(order).forEach(i -> all.add(Said.of(data, i)));
        });
    return all;
  }

  @Test
  void everyExampleComesBackOnceInTheOrderWrittenOrShuffledByItsSeed() {
    for (int size : new int[] {0, 1, 15, 16, 17, 64, 65, 1000}) {
      Impressions data = LogisticTrainerTest.problem(size);
      List<Said> written = IntStream.range(0, size).mapToObj(i -> Said.of(data, i)).toList();
      try (var file = file("f" + size, data, SMALL)) {
        assertThat(file.size()).isEqualTo(size);
        assertThat(file.count(Label.CLICK)).isEqualTo(written.stream().filter(Said::click).count());
        assertThat(file.count(Label.CONVERSION))
            .isEqualTo(written.stream().filter(Said::buy).count());
        var read = new ArrayList<Said>();
        file.inOrder(
            (window, order) -> Arrays.stream(order).forEach(i -> read.add(Said.of(window, i))));
        assertThat(read).isEqualTo(written);
        assertThat(shuffled(file, 1)).containsExactlyInAnyOrderElementsOf(written);
        assertThat(shuffled(file, 1)).isEqualTo(shuffled(file, 1));
        if (size > 1) {
          assertThat(shuffled(file, 1)).isNotEqualTo(shuffled(file, 2));
        }
      }
      assertThat(folder.resolve("f" + size)).doesNotExist();
    }
  }

  /** In user order all positives may stand together; windows must still mix them. */
  @Test
  void theWeightsOfAKnownModelAreFoundThoughTheFileIsSorted() {
    Impressions data = LogisticTrainerTest.problem(60_000);
    int[] byGroup =
        IntStream.range(0, data.size())
            .boxed()
            .sorted(Comparator.comparingInt(data::ad))
            .mapToInt(i -> i)
            .toArray();
    var writer =
        new ImpressionFile.Writer(folder.resolve("sorted"), 1, new ImpressionFile.Sizes(256, 32));
    Arrays.stream(byGroup).forEach(i -> writer.add(data, i));
    try (var file = writer.end()) {
      LogisticModel model =
          new LogisticTrainer(
                  FeatureRow.ROWS, 1, new RankerSettings(.05, .1, 0, 8, 8), Label.CLICK, true)
              .train("test", file, file, new Seed(1), Progress.SILENT);
      double low = model.hashed_R()[100];
      double high = model.hashed_R()[100 + LogisticTrainerTest.GROUPS - 1];
      assertThat(high - low).isCloseTo(2, within(.25));
      assertThat((double) model.position_P()[3]).isCloseTo(-1.2, within(.15));
      assertThat((double) model.dense_D()[0]).isCloseTo(1, within(.15));
    }
  }
}
