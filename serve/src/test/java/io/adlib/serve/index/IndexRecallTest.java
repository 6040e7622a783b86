package io.adlib.serve.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.serve.Facilities;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingRecall;
import io.adlib.serve.TestingServer;
import io.adlib.serve.TestingVectors;
import io.adlib.serve.path.PathConfig;
import io.adlib.serve.release.Release;
import io.adlib.sid.nearest.QuantisedVectors;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class IndexRecallTest {

  @TempDir Path folder;
  private TestingServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new TestingServer(
            folder,
            TestingMarket.catalogue(),
            TestingServer.config(PathConfig.DEFAULT).indexing(1_000),
            Facilities.NONE);
    settle();
  }

  /** Waits until the index has what was there when this was called. */
  private void settle() throws Exception {
    server.server.index().indexed(server.server.service().live().get()).get();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode slate(String id, String more) {
    var answer =
        server.post(
            "/v1/slate", "{\"id\":\"%s\",\"slots\":8,\"deadlineMs\":10000%s}".formatted(id, more));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  @Test
  void anAdIsFoundByItsWordsAndSaysSoInAnswerExposureAndExplanation() {
    slate("r1", ",\"query\":\"brand7 or Brand9?\"");
    var why = server.server.view().explain("r1").orElseThrow();
    assertThat(why.candidates().stream().filter(c -> c.sources().contains("lexical")))
        .extracting(c -> c.campaign())
        .containsOnly("camp7", "camp9")
        .hasSize(10);
    assertThat(why.candidates()).extracting(c -> c.ad()).doesNotHaveDuplicates();
    var shown =
        server.server.service().state().exposure("r1").orElseThrow().slate().positions().stream()
            .filter(p -> p.campaign().equals("camp7"))
            .findFirst()
            .orElseThrow();
    assertThat(shown.sources()).contains("lexical");
  }

  @Test
  void aQueryOfNoWordsOrOfOperatorsFindsNothingAndFailsNothing() {
    for (String query : new String[] {"???", "AND OR (", "campaign:*", "\\\"", "nosuchword"}) {
      slate("q" + query.hashCode(), ",\"query\":\"" + query + "\"");
      assertThat(server.server.view().explain("q" + query.hashCode()).orElseThrow().candidates())
          .noneMatch(c -> c.sources().contains("lexical"));
    }
  }

  @Test
  void theVectorsOfUserAndQueryFindAds() {
    slate("none", ",\"user\":\"u\",\"consent\":true");
    assertThat(server.server.view().explain("none").orElseThrow().candidates())
        .noneMatch(c -> c.sources().contains("vector"));
    server.post(
        "/v1/events", "{\"id\":\"e\",\"user\":\"u\",\"kind\":\"click\",\"subject\":\"ad1-1\"}");
    slate("user", ",\"user\":\"u\",\"consent\":true");
    assertThat(server.server.view().explain("user").orElseThrow().candidates())
        .anyMatch(c -> c.ad().equals("ad1-1") && c.sources().contains("vector"));
    slate("query", ",\"query\":\"brand9\"");
    assertThat(server.server.view().explain("query").orElseThrow().candidates())
        .anyMatch(c -> c.sources().contains("vector"));
  }

  @Test
  void aPostedAdEntersTheIndexAndAWithdrawnOneIsFoundNoMore() throws Exception {
    server.post(
        "/v1/ads", "{\"id\":\"new\",\"campaign\":\"camp1\",\"title\":\"Zirconium xylophone\"}");
    settle();
    slate("r1", ",\"query\":\"xylophone\"");
    assertThat(server.server.view().explain("r1").orElseThrow().candidates())
        .anyMatch(c -> c.ad().equals("new") && c.sources().contains("lexical"));
    server.delete("/v1/ads/new");
    slate("r2", ",\"query\":\"xylophone\"");
    assertThat(server.server.view().explain("r2").orElseThrow().candidates())
        .noneMatch(c -> c.ad().equals("new"));
  }

  @Test
  void anAdIsFoundByAQueryThatWasWrittenForItAndByItAlone() {
    Release plain =
        TestingMarket.release("v", TestingMarket.catalogue(), new TestingRecall())
            .with(new TestingVectors().tokenizer());
    var everything = new RoaringBitmap();
    everything.add(0L, plain.catalogue().ads().size());
    assertThat(new AdIndex(plain).byWords("gift for grandma", everything, 5)).isEmpty();
    Release written =
        plain.with(ad -> ad.equals("ad7-1") ? List.of("gift for grandma") : List.of());
    int[] found = new AdIndex(written).byWords("grandma gift", everything, 5);
    assertThat(found).containsExactly(written.catalogue().adIndex("ad7-1"));
    assertThat(new AdIndex(written).byWords("brand7", everything, 16))
        .as("its own words still find it")
        .contains(written.catalogue().adIndex("ad7-1"));
  }

  @Test
  void theNearestAreThoseOfAWholeScanAndOnlyEligibleOnes() {
    Release release =
        TestingMarket.release("v", TestingMarket.catalogue(), new TestingRecall())
            .with(new TestingVectors().tokenizer());
    var index = new AdIndex(release);
    QuantisedVectors vectors = release.vectors().orElseThrow();
    var random = new Seed(3).generator();
    var eligible = new RoaringBitmap();
    for (int ad = 0; ad < release.catalogue().ads().size(); ad += 2) {
      eligible.add(ad);
    }
    for (int trial = 0; trial < 20; trial++) {
      float[] direction_E = new float[vectors.width()];
      for (int e = 0; e < direction_E.length; e++) {
        direction_E[e] = (float) random.nextGaussian();
      }
      QuantisedVectors.Likeness likeness = vectors.toward(direction_E);
      List<Float> best =
          IntStream.of(eligible.toArray())
              .mapToObj(ad -> likeness.of(item(release, ad)))
              .sorted(Comparator.reverseOrder())
              .limit(5)
              .toList();
      int[] found = index.byVector(direction_E, eligible, 5);
      assertThat(found).hasSize(5);
      assertThat(IntStream.of(found)).allMatch(eligible::contains);
      for (int i = 0; i < 5; i++) {
        assertThat(likeness.of(item(release, found[i])))
            .isCloseTo(best.get(i), org.assertj.core.data.Offset.offset(1e-4f));
      }
    }
  }

  private static int item(Release release, int ad) {
    return release.ids().indexOf(release.catalogue().ads().get(ad).id());
  }
}
