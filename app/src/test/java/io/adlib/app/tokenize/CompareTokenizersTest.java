package io.adlib.app.tokenize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.tokenizer.TokenizerMethod;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.health.Compared;
import io.adlib.sid.health.ComparisonPage;
import io.adlib.sid.kmeans.KMeansSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTokenizersTest {

  @TempDir Path folder;

  static ItemVectors items() {
    int n = 300;
    RandomGenerator random = new Seed(5).generator();
    float[] vectors_ND = new float[n * 16];
    for (int i = 0; i < vectors_ND.length; i++) {
      RandomGenerator group = new Seed(i / 16 % 12).of(i % 16).generator();
      vectors_ND[i] = (float) (group.nextGaussian() + .3 * random.nextGaussian());
    }
    List<String> ids = IntStream.range(0, n).mapToObj(i -> "item " + i).toList();
    List<String> groups = IntStream.range(0, n).mapToObj(i -> "group " + i % 12).toList();
    return new ItemVectors(ids, ids, groups, 16, vectors_ND);
  }

  TokenizerComparison comparison() {
    return new TokenizerComparison(
        items(),
        "test",
        KMeansSettings.DEFAULT.shape(2, 64).bounded(1.5),
        folder,
        Progress.SILENT,
        Clock.systemUTC());
  }

  @Test
  void everyTokenizerGivesTheFiguresThatProgramsRead() {
    var report = new ComparisonReport(comparison().run(List.of(TokenizerMethod.values()), 1));
    assertThat(report.json())
        .extracting(object -> object.get("tokenizer"))
        .containsExactly("rq-kmeans", "rq-kmeans-balanced", "rq-vae", "rq-kmeans+");
    for (Map<String, Object> object : report.json()) {
      assertThat(object)
          .containsKeys(
              "collision_rate",
              "largest_bucket",
              "paths_per_item",
              "utilisation",
              "perplexity",
              "pas",
              "purity",
              "reconstruction",
              "seconds",
              "peak_mib");
      assertThat((List<?>) object.get("pas")).hasSize(2);
      assertThat((List<?>) object.get("seeds")).hasSize(1);
      assertThat((double) object.get("collision_rate")).isBetween(0., 1.);
    }
    List<Compared> compared = report.compared();
    assertThat(ComparisonPage.html("a <b> shop", compared, Map.of("Seeds", "1")))
        .contains("RQ-KMeans+", "balanced RQ-KMeans", "<svg", "a &lt;b&gt; shop", "<li>item ")
        .doesNotContain("{{", "http://", "https://", "<script", "NaN");
  }

  @Test
  void whatIsDoneIsNotDoneAgainAndAnInterruptedRunGoesOn() {
    var methods = List.of(TokenizerMethod.RQ_KMEANS, TokenizerMethod.RQ_KMEANS_PLUS);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> comparison().run(methods, 1))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    List<TokenizerRun> first = comparison().run(methods, 1);
    List<TokenizerRun> again = comparison().run(methods, 1);
    for (int i = 0; i < 2; i++) {
      assertThat(again.get(i).seconds()).isEqualTo(first.get(i).seconds());
      assertThat(again.get(i).health()).isEqualTo(first.get(i).health());
    }
  }

  @Test
  void otherItemsAreAnotherComparison() throws Exception {
    comparison().run(List.of(TokenizerMethod.RQ_KMEANS), 1);
    try (Stream<Path> runs = Files.list(folder)) {
      assertThat(runs).hasSize(1);
    }
    ItemVectors fewer =
        new ItemVectors(
            items().ids().subList(0, 200),
            items().titles().subList(0, 200),
            items().categories().subList(0, 200),
            16,
            java.util.Arrays.copyOf(items().vectors().readAll(), 200 * 16));
    new TokenizerComparison(
            fewer,
            "test",
            KMeansSettings.DEFAULT.shape(2, 64).bounded(1.5),
            folder,
            Progress.SILENT,
            Clock.systemUTC())
        .run(List.of(TokenizerMethod.RQ_KMEANS), 1);
    try (Stream<Path> runs = Files.list(folder)) {
      assertThat(runs).hasSize(2);
    }
  }

  @Test
  void aFolderWithoutTheLayoutAndNoSeedsAreOneLineEach() {
    var compare =
        new CompareTokenizers(
            List.of(TokenizerMethod.RQ_KMEANS), 1, Progress.SILENT, Clock.systemUTC());
    assertThatThrownBy(() -> compare.onData(folder, folder.resolve("reports")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has no items.tsv");
    assertThatThrownBy(
            () -> new CompareTokenizers(List.of(), 0, Progress.SILENT, Clock.systemUTC()))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> TokenizerMethod.of("k-means"))
        .hasMessageContaining("no tokenizer 'k-means'");
  }
}
