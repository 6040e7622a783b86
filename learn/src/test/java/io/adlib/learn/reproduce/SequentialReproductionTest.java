package io.adlib.learn.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.Ranks;
import io.adlib.evaluate.sequential.SequentialDataset;
import io.adlib.evaluate.sequential.SequentialDataset.Order;
import io.adlib.evaluate.sequential.SequentialReport;
import io.adlib.evaluate.sequential.Slice;
import io.adlib.learn.training.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole benchmark on a folder that has nothing but numbers. */
class SequentialReproductionTest {

  private static final int ITEMS = 30;
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  @TempDir Path folder;

  private List<SequentialDataset> withoutTitles() throws IOException {
    Path data = Files.createDirectory(folder.resolve("numbers"));
    var items = new StringBuilder("item_id\n");
    for (int i = 1; i <= ITEMS; i++) {
      items.append(i).append('\n');
    }
    Files.writeString(data.resolve("items.tsv"), items);
    Files.writeString(data.resolve("sequences.txt"), sequences(1));
    Files.writeString(data.resolve("sequences_alt_tiebreak.txt"), sequences(2));
    return List.of(SequentialDataset.read(data), SequentialDataset.read(data, Order.ALTERNATIVE));
  }

  private static String sequences(int start) {
    var text = new StringBuilder();
    for (int u = 0; u < 3 * ITEMS; u++) {
      text.append("u").append(u);
      int item = (u + start) % ITEMS;
      for (int t = 0; t < 6; t++) {
        text.append(' ').append(item + 1);
        item = (item + 7) % ITEMS;
      }
      text.append('\n');
    }
    return text.toString();
  }

  private Optional<SequentialReport> run(List<SequentialDataset> orders, int seeds, int tigers) {
    var options = new SequentialReproduction.Options(seeds, tigers, TrainingConfig.NO_LIMIT, 1);
    return SequentialReproduction.run(
        orders, folder.resolve("work"), options, Progress.SILENT, new Seed(1), CLOCK);
  }

  @Test
  void runsOnNumbersAloneInBothOrdersAndGoesOnWhereItWas() throws IOException {
    List<SequentialDataset> orders = withoutTitles();
    Thread.currentThread().interrupt();
    assertThat(run(orders, 1, 1)).as("interrupted").isEmpty();
    assertThat(Thread.interrupted()).isTrue();

    SequentialReport report = run(orders, 1, 1).orElseThrow();
    for (Order order : Order.values()) {
      assertThat(report.rows(order, Slice.ALL))
          .extracting(SequentialReport.Row::method)
          .containsExactly("popularity", "floor", "sasrec", "generator", "fused", "tiger");
      assertThat(report.rows(order, Slice.ALL))
          .allMatch(row -> row.seeds() == 1 && row.cases() == 3 * ITEMS);
    }
    SequentialReport.Row generator = report.rows(Order.CANONICAL, Slice.ALL).get(3);
    assertThat(generator.masked().r10()).as("few users, steps enough").isGreaterThan(.8);
    SequentialReport.Row fused = report.rows(Order.CANONICAL, Slice.ALL).get(4);
    assertThat(fused.masked().r10()).as("a cycle is easy").isGreaterThan(.8);

    assertThat(run(orders, 1, 1)).as("from what was kept").contains(report);
  }

  @Test
  void theBudgetIsSharedByAllTrainings() {
    var options = new SequentialReproduction.Options(2, 1, Duration.ofMinutes(50), 1);
    assertThat(options.share(2)).isEqualTo(Duration.ofMinutes(5));
    var open = new SequentialReproduction.Options(2, 1, TrainingConfig.NO_LIMIT, 1);
    assertThat(open.share(2)).isEqualTo(TrainingConfig.NO_LIMIT);
  }

  @Test
  void ranksAreKeptUntilTheWeightsChange() throws IOException {
    Path file = folder.resolve("a.ranks");
    var first =
        new FullRanking(
            new Ranks(new int[] {0, Ranks.DEEPEST, 7}), new Ranks(new int[] {1, 9, 12}));
    KeptRanking.of(file, "step 1", () -> first);
    FullRanking again =
        KeptRanking.of(
            file,
            "step 1",
            () -> {
              throw new AssertionError("ranked twice");
            });
    assertThat(again.masked().rank_U()).containsExactly(first.masked().rank_U());
    assertThat(again.unmasked().rank_U()).containsExactly(first.unmasked().rank_U());
    var other = new FullRanking(new Ranks(new int[] {5}), new Ranks(new int[] {5}));
    assertThat(KeptRanking.of(file, "step 2", () -> other)).isSameAs(other);
    Files.writeString(file, "step 2\n1 2 x\n1 2 3\n");
    assertThatThrownBy(() -> KeptRanking.of(file, "step 2", () -> other))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("a.ranks is damaged");
  }
}
