package io.adlib.serve.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.adlib.core.InputException;
import io.adlib.data.access.AuditLog;
import io.adlib.data.access.Pseudonyms;
import io.adlib.data.config.ExperimentConfig;
import io.adlib.serve.Facilities;
import io.adlib.serve.ServerConfig;
import io.adlib.serve.TestingServer;
import io.adlib.serve.access.Gate;
import io.adlib.serve.path.PathConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(120)
class RolloutTest {

  @TempDir Path folder;
  private TestingShelf shelf;
  private TestingServer server;

  @BeforeEach
  void start() {
    shelf = new TestingShelf(folder.resolve("workspace"));
    shelf.build("v1", "");
    shelf.build("v2", "Two");
    shelf.build("v3", "Three");
    shelf.store.promote("v1", _ -> {});
    server = serve(ExperimentConfig.NONE);
  }

  private TestingServer serve(ExperimentConfig experiment) {
    ServerConfig usual = TestingServer.config(PathConfig.DEFAULT);
    return new TestingServer(
        folder.resolve("state"),
        TestingShelf.titled(""),
        new ServerConfig(
            usual.http(),
            usual.path(),
            usual.state(),
            usual.deadline(),
            usual.publicUrl(),
            experiment),
        new Facilities(
            Optional.of(shelf.shelf),
            Gate.open(),
            AuditLog.none(),
            Pseudonyms.none(),
            java.util.List.of()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void promotionsUnderLoadFailNoRequestAndMixNoAnswer() throws Exception {
    var over = new AtomicBoolean();
    var answers = new ConcurrentHashMap<String, AtomicInteger>();
    try (var threads = Executors.newFixedThreadPool(6)) {
      var clients = new ArrayList<Future<?>>();
      for (int t = 0; t < 6; t++) {
        int thread = t;
        clients.add(
            threads.submit(
                () -> {
                  for (int i = 0; !over.get(); i++) {
                    String id = thread + "-" + i;
                    String release = thread % 2 == 0 ? slate(id) : bid(id);
                    answers.computeIfAbsent(release, _ -> new AtomicInteger()).incrementAndGet();
                  }
                }));
      }
      for (int round = 0; round < 5; round++) {
        for (String version : new String[] {"v2", "v3", "v1"}) {
          assertThat(server.post("/v1/releases/" + version + "/promote", "").status())
              .isEqualTo(200);
          int before = count(answers, version);
          await().until(() -> count(answers, version) > before + 3 || failed(clients));
        }
        assertThat(server.post("/v1/releases/rollback", "").json().get("live").asString())
            .isEqualTo("v3");
      }
      over.set(true);
      for (Future<?> client : clients) {
        client.get();
      }
    }
    assertThat(answers.keySet()).contains("v1", "v2", "v3");
  }

  private static boolean failed(Iterable<Future<?>> clients) {
    for (Future<?> client : clients) {
      if (client.isDone()) {
        return true;
      }
    }
    return false;
  }

  private static int count(Map<String, AtomicInteger> answers, String release) {
    return answers.getOrDefault(release, new AtomicInteger()).get();
  }

  /** One answer of our own kind; the release it names, all of it. */
  private String slate(String id) {
    var answer =
        server.post(
            "/v1/slate",
            "{\"id\":\"%s\",\"user\":\"u\",\"consent\":true,\"slots\":4}".formatted(id));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode json = answer.json();
    String release = json.get("release").asString();
    assertThat(json.get("ads").size()).isEqualTo(4);
    for (JsonNode ad : json.get("ads")) {
      assertThat(ad.get("title").asString()).startsWith(title(release));
    }
    return release;
  }

  /** One bid for three impressions; the release whose titles all of them have. */
  private String bid(String id) {
    var answer =
        server.post(
            "/openrtb/2.6/bid",
            """
            {"id": "%s", "imp": [{"id": "1", "banner": {}}, {"id": "2", "banner": {}},
             {"id": "3", "banner": {}}], "device": {"geo": {"country": "DEU"}}}
            """
                .formatted(id));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    JsonNode bids = answer.json().get("seatbid").get(0).get("bid");
    assertThat(bids.size()).isEqualTo(3);
    var releases = new HashMap<String, Integer>();
    for (JsonNode bid : bids) {
      String markup = bid.get("adm").asString();
      String found =
          markup.contains("<strong>Two ") ? "v2" : markup.contains("<strong>Three ") ? "v3" : "v1";
      releases.merge(found, 1, Integer::sum);
    }
    assertThat(releases).as("one answer, one release").hasSize(1);
    return releases.keySet().iterator().next();
  }

  private static String title(String release) {
    return switch (release) {
      case "v2" -> "Two ";
      case "v3" -> "Three ";
      default -> "Title ";
    };
  }

  @Test
  void aBundleThatFailsValidationNeverGoesLiveAndSaysWhy() throws Exception {
    shelf.build("bad", "broken");
    var refused = server.post("/v1/releases/bad/promote", "");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().get("error").asString())
        .isEqualTo("release bad has a generator of another tokenizer");

    Path file = shelf.file("v2");
    Files.writeString(file, "Twi");
    var damaged = server.post("/v1/releases/v2/promote", "");
    assertThat(damaged.status()).isEqualTo(422);
    assertThat(damaged.json().get("error").asString()).contains("word");
    assertThat(server.post("/v1/releases/nosuch/promote", "").status()).isEqualTo(400);
    assertThat(server.post("/v1/releases/rollback", "").status()).isEqualTo(400);

    assertThat(slate("after")).isEqualTo("v1");
    assertThat(shelf.store.live()).contains("v1");
    JsonNode list = server.get("/v1/releases").json();
    assertThat(list.get("live").asString()).isEqualTo("v1");
    assertThat(list.get("releases").size()).isEqualTo(4);
    assertThat(list.get("refused").get("reason").asString()).isNotBlank();
    assertThat(server.get("/metrics").body())
        .contains("adlib_release_changes_total{outcome=\"refused\"}");
  }

  @Test
  void theServerFollowsTheWorkspaceAndTriesABadReleaseOnce() {
    shelf.build("bad", "broken");
    var loads = new AtomicInteger();
    shelf.onLoad = _ -> loads.incrementAndGet();
    var rollout = server.server.rollout().orElseThrow();

    shelf.store.promote("v2", _ -> {});
    rollout.follow();
    assertThat(slate("a")).isEqualTo("v2");

    shelf.store.promote("bad", _ -> {});
    int before = loads.get();
    rollout.follow();
    rollout.follow();
    assertThat(loads.get() - before).isLessThanOrEqualTo(1);
    assertThat(rollout.refused().orElseThrow().release()).isEqualTo("bad");
    assertThat(slate("b")).isEqualTo("v2");

    shelf.store.promote("v3", _ -> {});
    rollout.follow();
    assertThat(slate("c")).isEqualTo("v3");
    assertThat(rollout.refused()).isEmpty();
  }

  @Test
  void aRequestServedBeforeASwapIsReportedOnAndBilledAfterIt() {
    JsonNode ad =
        server.post("/v1/slate", "{\"id\":\"r\",\"user\":\"u\"}").json().get("ads").get(0);
    server.post("/v1/releases/v2/promote", "");
    JsonNode again = server.post("/v1/slate", "{\"id\":\"r\",\"user\":\"u\"}").json();
    assertThat(again.get("repeated").asBoolean()).isTrue();
    assertThat(again.get("release").asString()).isEqualTo("v1");
    var taken =
        server.post(
            "/v1/events",
            "{\"id\":\"e\",\"user\":\"u\",\"kind\":\"click\",\"subject\":\"%s\",\"request\":\"r\"}"
                .formatted(ad.get("ad").asString()));
    assertThat(taken.json().get("accepted").asInt()).isEqualTo(1);
  }

  @Test
  void twoReleasesServeInParallelEachUserAlwaysTheSame() {
    server.close();
    shelf.build("twin", "");
    server = serve(experiment("challenger", "twin 0.5"));
    var arms = new HashMap<String, String>();
    var counts = new TreeMap<String, Integer>();
    for (int i = 0; i < 200; i++) {
      String user = "u" + i % 100;
      JsonNode json =
          server
              .post(
                  "/v1/slate",
                  "{\"id\":\"r%d\",\"user\":\"%s\",\"consent\":true}".formatted(i, user))
              .json();
      String arm = json.get("arm").asString();
      assertThat(json.get("release").asString()).isEqualTo(arm.equals("live") ? "v1" : "twin");
      assertThat(arms.computeIfAbsent(user, _ -> arm)).isEqualTo(arm);
      counts.merge(arm, 1, Integer::sum);
      var exposure = server.server.service().state().exposure("r" + i).orElseThrow();
      assertThat(exposure.arm()).isEqualTo(arm);
      assertThat(exposure.slate().release()).isEqualTo(json.get("release").asString());
    }
    assertThat(counts.keySet()).containsExactly("challenger", "live");
    assertThat(counts.get("challenger")).isBetween(60, 140);

    // what is posted is served by both, and goes from both
    server.post("/v1/ads", "{\"id\":\"new\",\"campaign\":\"camp1\",\"title\":\"A new one\"}");
    var arm = server.server.service().experiment().arms().getFirst().live().orElseThrow();
    assertThat(arm.get().isShown("new")).isTrue();
    assertThat(server.server.service().live().get().isShown("new")).isTrue();
    server.delete("/v1/ads/new");
    assertThat(arm.get().isShown("new")).isFalse();

    // an arm whose release goes live is over
    assertThat(server.post("/v1/releases/twin/promote", "").status()).isEqualTo(200);
    assertThat(server.get("/v1/releases").json().get("arms").get(0).has("release")).isFalse();
    assertThat(server.get("/metrics").body()).contains("adlib_arm_requests_total{arm=\"live\"}");
  }

  @Test
  void anArmThatSellsAnotherMarketIsRefusedAtTheStart() {
    server.close();
    assertThatThrownBy(() -> serve(experiment("challenger", "v2 0.5")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("release v2 cannot serve as arm challenger");
    server = new TestingServer(folder.resolve("other"));
  }

  private static ExperimentConfig experiment(String arm, String release) {
    return new ExperimentConfig("test", new TreeMap<>(Map.of(arm, release)));
  }
}
