package io.adlib.serve.ad;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.market.auction.SaleTerms;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingServer;
import io.adlib.serve.TestingServer.Answer;
import io.adlib.serve.path.PathConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** With an exploration share of 1, a young eligible ad has the last place of every slate. */
@Timeout(120)
class AdsEndpointTest {

  private static final PathConfig YOUNG_LAST =
      new PathConfig(32, 8, 32, 8, 0, SaleTerms.DEFAULT.withoutReserve(), new Seed(3))
          .with(new PathConfig.Young(1, Duration.ofDays(7), 8));

  @TempDir Path folder;
  private TestingServer server;
  private final AtomicInteger requests = new AtomicInteger();

  @BeforeEach
  void start() {
    server = new TestingServer(folder, TestingMarket.catalogue(), YOUNG_LAST);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String ad(String id, int campaign, String title) {
    return "{\"id\":\"%s\",\"campaign\":\"camp%d\",\"title\":\"%s\",\"category\":[\"cat\",\"new\"]}"
        .formatted(id, campaign, title);
  }

  private List<String> shown() {
    JsonNode slate =
        server
            .post(
                "/v1/slate",
                "{\"id\":\"r%d\",\"device\":\"desktop\",\"slots\":2}"
                    .formatted(requests.incrementAndGet()))
            .json();
    var ads = new ArrayList<String>();
    slate.get("ads").forEach(ad -> ads.add(ad.get("ad").asString()));
    return ads;
  }

  @Test
  void anAdIsServedByTheNextRequestAndByNoneOnceItIsDeleted() {
    assertThat(shown()).doesNotContain("fresh");
    Answer posted = server.post("/v1/ads", ad("fresh", 1, "A fresh ad"));
    assertThat(posted.status()).isEqualTo(201);
    assertThat(posted.json().get("status").asString()).isEqualTo("created");
    assertThat(posted.json().get("semanticId").asString()).matches("\\d+-\\d+-\\d+");
    for (int i = 0; i < 20; i++) {
      assertThat(shown()).hasSize(2).last().isEqualTo("fresh");
    }
    assertThat(server.get("/v1/ads/fresh").json().get("status").asString()).isEqualTo("live");
    assertThat(server.server.service().live().get().adCount()).isEqualTo(61);
    assertThat(server.get("/metrics").body())
        .contains("adlib_ads_live 61.0", "adlib_ads_total{outcome=\"created\"} 1.0");

    assertThat(server.delete("/v1/ads/fresh").status()).isEqualTo(204);
    for (int i = 0; i < 20; i++) {
      assertThat(shown()).hasSize(2).doesNotContain("fresh");
    }
    assertThat(server.get("/v1/ads/fresh").json().get("status").asString()).isEqualTo("withdrawn");
    assertThat(server.delete("/v1/ads/fresh").status()).isEqualTo(204);
    assertThat(server.delete("/v1/ads/never").status()).isEqualTo(404);
    assertThat(server.get("/v1/ads/never").status()).isEqualTo(404);
    assertThat(server.get("/metrics").body()).contains("adlib_ads_live 60.0");
  }

  @Test
  void anAdOfTheReleaseIsDeletedToo() {
    String ad = shown().getFirst();
    server.delete("/v1/ads/" + ad);
    for (int i = 0; i < 20; i++) {
      assertThat(shown()).doesNotContain(ad);
    }
    assertThat(server.server.view().explain("r5").orElseThrow().reasons())
        .anyMatch(reason -> reason.name().equals("WITHDRAWN") && reason.ads() == 1);
  }

  @Test
  void whatWasSoldOfADeletedAdIsStillReportedAndBilled() {
    server.post("/v1/ads", ad("fresh", 1, "A fresh ad"));
    assertThat(shown()).contains("fresh");
    server.delete("/v1/ads/fresh");
    Answer taken =
        server.post(
            "/v1/events",
            "{\"id\":\"c1\",\"kind\":\"click\",\"subject\":\"fresh\",\"request\":\"r1\"}");
    assertThat(taken.json().get("accepted").asInt()).isEqualTo(1);
    assertThat(taken.json().get("charged").size()).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsGivenAgainLeavesADeletedAdOut() {
    server.post("/v1/ads", ad("fresh", 1, "A fresh ad"));
    String again = "{\"id\":\"again\",\"slots\":2}";
    assertThat(server.post("/v1/slate", again).body()).contains("\"fresh\"");
    assertThat(server.post("/v1/slate", again).body()).contains("\"fresh\"", "\"repeated\":true");
    server.delete("/v1/ads/fresh");
    Answer after = server.post("/v1/slate", again);
    assertThat(after.body()).doesNotContain("fresh").contains("\"repeated\":true");
    assertThat(after.json().get("ads").size()).isEqualTo(1);
  }

  @Test
  void theSameAdAgainChangesNothingAndAnotherOfItsIdIsAConflict() {
    Answer first = server.post("/v1/ads", ad("fresh", 1, "A fresh ad"));
    server.clock.advance(Duration.ofSeconds(9));
    Answer again = server.post("/v1/ads", ad("fresh", 1, "A fresh ad"));
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("status").asString()).isEqualTo("known");
    assertThat(again.json().get("semanticId")).isEqualTo(first.json().get("semanticId"));
    assertThat(server.vectors.encoded.get()).isEqualTo(1);
    Answer other = server.post("/v1/ads", ad("fresh", 1, "Another"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.json().get("field").asString()).isEqualTo("id");
    assertThat(server.post("/v1/ads", ad("ad1-1", 1, "Another")).status()).isEqualTo(409);
    assertThat(server.post("/v1/ads", ad("page1", 1, "A page")).status()).isEqualTo(409);
  }

  @Test
  void aDeletedAdComesBackUnderItsSemanticIdAndOtherContentDoesNot() {
    Answer first = server.post("/v1/ads", ad("fresh", 1, "A fresh ad"));
    server.delete("/v1/ads/fresh");
    assertThat(server.post("/v1/ads", ad("fresh", 1, "Another")).json().get("reason").asString())
        .isEqualTo("was that of a withdrawn ad with other content; give this one a new id");
    Answer back = server.post("/v1/ads", ad("fresh", 1, "A fresh ad"));
    assertThat(back.status()).isEqualTo(201);
    assertThat(back.json().get("semanticId")).isEqualTo(first.json().get("semanticId"));
    assertThat(shown()).contains("fresh");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"id\":\"a\",\"campaign\":\"camp1\"}; 400; title; is missing",
        "{\"campaign\":\"camp1\",\"title\":\"t\"}; 400; id; is missing",
        "{\"id\":\"a\",\"campaign\":\"camp1\",\"title\":\"t\",\"price\":\"1.1234567\",\"currency\":\"EUR\"}; 400; price; has more than six decimals",
        "{\"id\":\"a\",\"campaign\":\"camp1\",\"title\":\"t\",\"price\":1}; 400; currency; is missing",
        "{\"id\":\"a\",\"campaign\":\"camp1\",\"title\":\"t\",\"price\":1,\"currency\":\"ZZZ\"}; 400; currency; 'ZZZ' is not an ISO 4217 code",
        "{\"id\":\"a\",\"campaign\":\"camp1\",\"title\":[1]}; 400; title; is a list or an object instead of one value",
        "{\"id\":\"a\",\"campaign\":\"camp1\",\"title\":\"t\",\"category\":\"x\\u0000\"}; 400; category; has a NUL byte",
        "{\"id\":\"a\",\"campaign\":\"camp1\",\"title\":\"t\",\"created\":\"yesterday\"}; 400; created; is not a time such as 2026-11-22T10:15:30Z",
        "{\"id\":\"a\",\"campaign\":\"camp1\",\"titel\":\"t\"}; 400; titel; is not a field of ads; did you mean title?",
        "{\"id\":\"a\",\"campaign\":\"camp99\",\"title\":\"t\"}; 422; campaign; there is no campaign 'camp99' in the live release"
      })
  void whatIsWrongIsNamedWithItsField(String body, int status, String field, String reason) {
    Answer answer = server.post("/v1/ads", body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().get("field").asString()).isEqualTo(field);
    assertThat(answer.json().get("reason").asString()).startsWith(reason);
    assertThat(server.server.service().live().get().edition()).isZero();
  }

  @Test
  void aBodyThatIsNoJsonGetsOneClearLine() {
    assertThat(server.post("/v1/ads", "").json().get("error").asString())
        .isEqualTo("the body is empty");
    assertThat(server.post("/v1/ads", "{\"id\": ").status()).isEqualTo(400);
    assertThat(server.post("/v1/ads", "7").json().get("error").asString())
        .isEqualTo("the ad is not a JSON object");
  }

  @Test
  void oneBadAdOfABatchKeepsNoOtherOut() {
    String lines =
        ad("b1", 1, "One")
            + "\n"
            + ad("b2", 2, "Two")
            + "\nnot json\n"
            + ad("b2", 2, "Two")
            + "\n"
            + ad("b1", 1, "Other")
            + "\n{\"id\":\"b3\"}\n";
    JsonNode report = server.post("/v1/ads", lines).json();
    assertThat(report.get("created").asInt()).isEqualTo(2);
    assertThat(report.get("known").asInt()).isEqualTo(1);
    assertThat(report.get("rejected").size()).isEqualTo(3);
    assertThat(report.get("rejected").get(0).get("index").asInt()).isEqualTo(2);
    assertThat(report.get("rejected").get(1).get("status").asInt()).isEqualTo(409);
    assertThat(report.get("rejected").get(2).get("ad").asString()).isEqualTo("b3");
    JsonNode array = server.post("/v1/ads", "[" + ad("b4", 4, "Four") + "]").json();
    assertThat(array.get("ads").get(0).get("ad").asString()).isEqualTo("b4");
    assertThat(server.get("/v1/ads").body().lines()).hasSize(3);
  }

  @Test
  void whatIsListedIsReadBackAsTheSameAds() {
    String full =
        """
        {"id": "full", "campaign": "camp2", "title": "T", "description": "D", "category": ["a", "b|c"],
         "brand": "B", "price": 12.50, "currency": "EUR", "image": "i", "landing_page": "https://x.example",
         "created": "2026-11-20T10:00:00.5Z"}
        """;
    assertThat(server.post("/v1/ads", full).status()).isEqualTo(201);
    String line = server.get("/v1/ads").body();
    assertThat(server.post("/v1/ads", line).status()).isEqualTo(200);
  }

  @Test
  void withoutAnEncoderOneClearLineAndNothingIsAdded() {
    server.vectors.broken = true;
    Answer refused = server.post("/v1/ads", ad("fresh", 1, "A fresh ad"));
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.json().get("error").asString())
        .isEqualTo("the encoder does not load: no native");
    assertThat(server.get("/v1/ads/fresh").status()).isEqualTo(404);
    server.vectors.broken = false;
    assertThat(server.post("/v1/ads", ad("fresh", 1, "A fresh ad")).status()).isEqualTo(201);
  }

  @Test
  void onAFullDiskNothingIsAcknowledgedOrServed() {
    server.store.full = true;
    assertThat(server.post("/v1/ads", ad("fresh", 1, "A fresh ad")).status()).isEqualTo(503);
    assertThat(server.delete("/v1/ads/ad1-1").status()).isEqualTo(503);
    assertThat(server.get("/v1/ads/fresh").status()).isEqualTo(404);
    assertThat(server.get("/v1/ads/ad1-1").json().get("status").asString()).isEqualTo("live");
  }

  @Test
  void aPathIsFullWhenAllItsSuffixesAreTaken() {
    for (int i = 0; i < 16; i++) {
      assertThat(server.post("/v1/ads", ad("twin" + i, 1, "Twin")).status()).isIn(201, 422);
    }
    Answer full = server.post("/v1/ads", ad("twin16", 1, "Twin"));
    assertThat(full.status()).isEqualTo(422);
    assertThat(full.json().get("error").asString()).contains("is full: 16 items have these codes");
  }

  @Test
  void postsUnderLoadLoseNothingFailNothingAndShowNothingDeleted() throws Exception {
    int each = 15;
    Set<String> deleted = ConcurrentHashMap.newKeySet();
    try (var threads = Executors.newFixedThreadPool(6)) {
      var work = new ArrayList<Callable<Integer>>();
      for (int t = 0; t < 3; t++) {
        int thread = t;
        work.add(
            () -> {
              for (int i = 0; i < each; i++) {
                String id = "load-" + thread + "-" + i;
                assertThat(server.post("/v1/ads", ad(id, i % 12, "Load " + id)).status())
                    .isEqualTo(201);
                if (i % 3 == 0) {
                  assertThat(server.delete("/v1/ads/" + id).status()).isEqualTo(204);
                  deleted.add(id);
                }
              }
              return 0;
            });
        work.add(
            () -> {
              for (int i = 0; i < 2 * each; i++) {
                Set<String> gone = Set.copyOf(deleted);
                Answer slate =
                    server.post(
                        "/v1/slate", "{\"id\":\"l%d-%d\",\"slots\":3}".formatted(thread, i));
                assertThat(slate.status()).isEqualTo(200);
                slate
                    .json()
                    .get("ads")
                    .forEach(ad -> assertThat(gone).doesNotContain(ad.get("ad").asString()));
              }
              return 0;
            });
      }
      for (Future<Integer> done : threads.invokeAll(work)) {
        done.get();
      }
    }
    assertThat(server.get("/v1/ads").body().lines()).hasSize(3 * each - deleted.size());
    var release = server.server.service().live().get();
    assertThat(release.adCount()).isEqualTo(60 + 3 * each - deleted.size());
    assertThat(release.trie().leaves()).isEqualTo(release.adCount());
    assertThat(IntStream.range(0, 3 * each).mapToObj(i -> "load-" + i % 3 + "-" + i / 3))
        .allMatch(id -> release.catalogue().adIndex(id) >= 0)
        .allMatch(id -> release.isWithdrawn(id) == deleted.contains(id));
  }

  @Test
  void aRestartServesWhatWasPostedAndNotWhatWasDeleted() {
    String id = server.post("/v1/ads", ad("kept", 1, "Kept")).json().get("semanticId").asString();
    server.post("/v1/ads", ad("gone", 1, "Gone"));
    server.delete("/v1/ads/gone");
    server.delete("/v1/ads/ad2-0");
    server.close();
    server = new TestingServer(folder, TestingMarket.catalogue(), YOUNG_LAST);
    JsonNode kept = server.get("/v1/ads/kept").json();
    assertThat(kept.get("status").asString()).isEqualTo("live");
    assertThat(kept.get("semanticId").asString()).isEqualTo(id);
    assertThat(server.vectors.encoded.get()).isZero();
    for (String gone : List.of("gone", "ad2-0")) {
      assertThat(server.get("/v1/ads/" + gone).json().get("status").asString())
          .isEqualTo("withdrawn");
    }
    for (int i = 0; i < 10; i++) {
      assertThat(shown()).contains("kept").doesNotContain("gone", "ad2-0");
    }
  }
}
