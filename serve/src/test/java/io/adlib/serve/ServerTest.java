package io.adlib.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ServerTest {

  @TempDir Path folder;
  private TestingServer server;

  @BeforeEach
  void start() {
    server = new TestingServer(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aSlateIsAskedForReportedOnAndSeenInFiguresAndExplanation() {
    var slate =
        server.post(
            "/v1/slate",
            """
            {"id": "r1", "user": "u1", "placement": "home-top", "device": "mobile",
             "country": "DE", "consent": true, "slots": 2, "unknown": {"ignored": 1}}
            """);
    assertThat(slate.status()).isEqualTo(200);
    var first = slate.json().get("ads").get(0);
    assertThat(slate.json().get("ads").size()).isEqualTo(2);
    assertThat(first.get("landingPage").asString()).startsWith("https://shop");
    assertThat(first.get("price").get("currency").asString()).hasSize(3);

    String ad = first.get("ad").asString();
    String event =
        """
        {"id": "e1", "user": "u1", "kind": "impression", "subject": "%s", "request": "r1"}
        {"id": "e2", "user": "u1", "kind": "click", "subject": "%s", "request": "r1"}
        {"id": "e3", "user": "u1", "kind": "click", "subject": "nosuch"}
        not json
        """
            .formatted(ad, ad);
    var taken = server.post("/v1/events", event);
    assertThat(taken.status()).isEqualTo(200);
    assertThat(taken.json().get("accepted").asInt()).isEqualTo(2);
    assertThat(taken.json().get("rejected").size()).isEqualTo(2);
    assertThat(taken.json().get("rejected").get(0).get("index").asInt()).isEqualTo(2);
    assertThat(taken.json().get("rejected").get(0).get("reason").asString())
        .isEqualTo("the ad 'nosuch' is not in the catalogue");
    assertThat(taken.json().get("rejected").get(1).get("reason").asString())
        .startsWith("it is not valid JSON at line 1");
    var again = server.post("/v1/events", "[" + event.lines().findFirst().orElseThrow() + "]");
    assertThat(again.json().get("duplicates").asInt()).isEqualTo(1);

    assertThat(server.server.view().lastMinute().clicks()).isEqualTo(1);
    assertThat(server.get("/page").body()).isEqualTo("requests 1");
    var why = server.server.view().explain("r1").orElseThrow();
    assertThat(why.eligible()).isEqualTo((TestingMarket.CAMPAIGNS - 1) * TestingMarket.ADS_EACH);
    assertThat(why.reasons().getFirst().name()).isEqualTo("ENDED");
    assertThat(why.levels()).hasSize(3);
    assertThat(why.candidates().stream().filter(c -> c.place().isPresent())).hasSize(2);
    assertThat(why.candidates().stream().filter(c -> c.lost().isPresent())).isNotEmpty();
    assertThat(server.get("/metrics").body())
        .contains("adlib_requests_total{outcome=\"filled\"} 1.0")
        .contains("adlib_stage_seconds_count{stage=\"recall\"} 1")
        .contains("adlib_events_total{kind=\"click\",outcome=\"accepted\"} 1.0");
  }

  @Test
  void aRequestThatIsWrongGetsOneClearLine() {
    assertThat(server.post("/v1/slate", "{\"slots\": ").status()).isEqualTo(400);
    assertThat(server.post("/v1/slate", "{\"slots\": 1000}").json().get("error").asString())
        .isEqualTo("a request for 1000 ads");
    assertThat(server.post("/v1/slate", "{\"slots\": \"many\"}").json().get("error").asString())
        .startsWith("the request for ads does not fit at line 1, column 11, field 'slots'");
    assertThat(server.post("/v1/events", "  ").json().get("error").asString())
        .isEqualTo("the body is empty");
    assertThat(server.post("/v1/events", "[{]").status()).isEqualTo(400);
  }

  @Test
  void noticesBillOnceAndAClickLeadsOn() {
    var slate = server.post("/v1/slate", "{\"id\": \"a/b c\", \"user\": \"u1\"}").json();
    String ad = slate.get("ads").get(0).get("ad").asString();
    for (int i = 0; i < 3; i++) {
      assertThat(server.get("/v1/notice/impression/a%2Fb%20c/" + ad).status()).isEqualTo(204);
      assertThat(server.get("/v1/notice/click/a%2Fb%20c/" + ad).status()).isEqualTo(302);
    }
    assertThat(server.server.view().lastMinute().impressions()).isEqualTo(1);
    assertThat(server.server.view().lastMinute().clicks()).isEqualTo(1);
    assertThat(server.get("/v1/notice/click/nosuch/" + ad).status()).isEqualTo(400);
    assertThat(server.get("/v1/notice/click/a%2Fb%20c/other").status()).isEqualTo(400);
  }

  /** As at Ctrl-C: the thread that closes the server was told so by an interrupt. */
  @Test
  void anOrderedStopWritesTheCounts() {
    var slate = server.post("/v1/slate", "{\"id\": \"r1\", \"user\": \"u1\"}").json();
    String ad = slate.get("ads").get(0).get("ad").asString();
    assertThat(server.get("/v1/notice/impression/r1/" + ad).status()).isEqualTo(204);
    Thread.currentThread().interrupt();
    server.server.close();
    assertThat(Thread.interrupted()).as("still to be seen by who called").isTrue();
    server.close();
    server = new TestingServer(folder);
    assertThat(server.server.service().state().counts().impressions(ad)).isEqualTo(1);
  }

  @Test
  void aFullDiskIs503WithOneClearLineAndHealthSaysSo() {
    assertThat(server.get("/health").status()).isEqualTo(200);
    server.store.full = true;
    var refused = server.post("/v1/slate", "{\"user\": \"u1\"}");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.json().get("error").asString()).contains("the disk is full");
    assertThat(
            server
                .post(
                    "/v1/events",
                    "{\"id\":\"e\",\"user\":\"u\",\"kind\":\"search\",\"subject\":\"x\"}")
                .status())
        .isEqualTo(503);
    assertThat(server.get("/health").status()).isEqualTo(503);
    assertThat(server.get("/health").json().get("reason").asString()).contains("the disk is full");
    assertThat(server.server.service().state().hasEvent("e")).isFalse();
  }

  @Test
  void eightThreadsAtOnceAreAllServedAndBilledExactly() throws Exception {
    int each = 25;
    try (var threads = Executors.newFixedThreadPool(8)) {
      var work = new ArrayList<Callable<Integer>>();
      for (int t = 0; t < 8; t++) {
        int thread = t;
        work.add(
            () -> {
              int clicks = 0;
              for (int i = 0; i < each; i++) {
                String id = thread + "-" + i;
                var slate =
                    server.post(
                        "/v1/slate",
                        "{\"id\":\"" + id + "\",\"user\":\"u" + thread + "\",\"consent\":true}");
                assertThat(slate.status()).isEqualTo(200);
                String ad = slate.json().get("ads").get(0).get("ad").asString();
                var taken =
                    server.post(
                        "/v1/events",
                        "{\"id\":\"c%s\",\"user\":\"u%d\",\"kind\":\"click\",\"subject\":\"%s\",\"request\":\"%s\"}"
                            .formatted(id, thread, ad, id));
                clicks += taken.json().get("accepted").asInt();
              }
              return clicks;
            });
      }
      int clicks = 0;
      for (Future<Integer> done : threads.invokeAll(work)) {
        clicks += done.get();
      }
      assertThat(clicks).isEqualTo(8 * each);
    }
    var state = server.server.service().state();
    assertThat(IntStream.range(0, 8).map(t -> state.user("u" + t).state().recent().size()))
        .containsOnly(each);
  }
}
