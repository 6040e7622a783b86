package io.adlib.app.bench;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.LeaveOneOut;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.Top;
import io.adlib.infer.generator.Generator;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.RowPrecision;
import io.adlib.learn.reproduce.SequentialReproduction;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What rounding a trained generator's vectors costs: recall on the public sequential benchmark, all
 * items ranked, by a beam of 100, with the same weights kept in each precision.
 *
 * @param generator a file that {@code adlib reproduce sequential} exported
 * @param work that run's folder
 * @param seed that run's
 */
public record RowsBench(Path generator, Path work, long seed, Progress progress) {

  private static final int BEAM = 100;

  /**
   * One precision's.
   *
   * @param cases users of the test
   * @param masked without the items of the history
   * @param r10_ratio recall at 10, masked, over that of float32
   */
  @SuppressWarnings("MemberName") // names of the JSON
  public record Row(
      RowPrecision precision, int cases, Top masked, Top unmasked, double r10_ratio) {}

  /** Ranks the test with each precision. */
  public List<Row> run(SequentialDataset data) {
    SemanticIds ids = SequentialReproduction.ids(data, work, 1, progress, new Seed(seed));
    Trie trie = Trie.of(ids);
    LeaveOneOut.Cases test = data.split().test();
    var rows = new ArrayList<Row>();
    double exact = 0;
    for (RowPrecision precision : RowPrecision.values()) {
      Generator model = Generator.load(generator, KernelChoice.best(), precision);
      FullRanking ranking =
          FullRanking.of(new ServedScorer(model, ids, trie, BEAM), test, progress);
      Top masked = ranking.masked().top();
      exact = precision == RowPrecision.FLOAT32 ? masked.r10() : exact;
      double ratio = Math.round(1e4 * masked.r10() / exact) / 1e4;
      rows.add(new Row(precision, test.size(), masked, ranking.unmasked().top(), ratio));
    }
    return rows;
  }
}
