package io.adlib.serve.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.market.ledger.Ledger;
import io.adlib.market.ledger.LedgerEntry;
import io.adlib.market.ledger.MemoryJournal;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingStore;
import io.adlib.serve.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(400)
class ServerKillTest {

  private static final int KILLS = 10;
  private static final int THREADS = 4;

  @TempDir Path folder;

  /** Requests whose slate was answered, and what they showed. */
  private final Map<String, Set<String>> acknowledgedSlates = new ConcurrentHashMap<>();

  private final Set<String> acknowledgedEvents = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> acknowledgedCharges = new ConcurrentHashMap<>();

  @Test
  void whatWasAcknowledgedSurvivesKillNineAndNoBudgetIsOverspent() throws Exception {
    long seed = Long.getLong("adlib.seed", 20261122L);
    System.err.println("seed " + seed);
    var random = new Seed(seed).generator();
    for (int kill = 0; kill < KILLS; kill++) {
      KilledServer.run(folder, kill, THREADS, 5 + random.nextInt(60), this::load);
      check();
    }
    assertThat(acknowledgedSlates).hasSizeGreaterThan(KILLS);
    assertThat(acknowledgedEvents).hasSizeGreaterThan(KILLS);
  }

  private void load(HttpClient client, int port, String name, CountDownLatch enough)
      throws IOException, InterruptedException {
    for (int i = 0; ; i++) {
      String request = name + "-" + i;
      JsonNode slate =
          post(
              client,
              port,
              "/v1/slate",
              "{\"id\":\"%s\",\"user\":\"u%s\",\"consent\":true,\"slots\":3,\"deadlineMs\":9000}"
                  .formatted(request, name));
      var shown = new HashSet<String>();
      var events = new ArrayList<String>();
      for (JsonNode ad : slate.get("ads")) {
        shown.add(ad.get("ad").asString());
        for (String kind : List.of("impression", "click", "conversion")) {
          events.add(
              "{\"id\":\"%s/%s/%s\",\"user\":\"u%s\",\"kind\":\"%s\",\"subject\":\"%s\",\"request\":\"%s\"}"
                  .formatted(
                      kind,
                      request,
                      ad.get("ad").asString(),
                      name,
                      kind,
                      ad.get("ad").asString(),
                      request));
        }
      }
      acknowledgedSlates.put(request, shown);
      enough.countDown();
      events.add(
          "{\"id\":\"search/%s\",\"user\":\"u%s\",\"kind\":\"search\",\"subject\":\"shoes\"}"
              .formatted(request, name));
      JsonNode report = post(client, port, "/v1/events", "[" + String.join(",", events) + "]");
      assertThat(report.get("rejected").size()).as(report.toString()).isZero();
      for (String event : events) {
        acknowledgedEvents.add(event.substring(7, event.indexOf('"', 7)));
      }
      for (JsonNode charged : report.get("charged")) {
        acknowledgedCharges.put(
            charged.get("id").asString(),
            charged.get("price").get("amount").decimalValue().movePointRight(6).longValueExact());
      }
      enough.countDown();
    }
  }

  private static JsonNode post(HttpClient client, int port, String path, String body)
      throws IOException, InterruptedException {
    var response =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    return Json.read(response.body(), JsonNode.class, "the answer");
  }

  private void check() {
    try (var store = new TestingStore(folder)) {
      List<LedgerEntry> journal = new LedgerJournal(store).read();
      var exposures = new HashMap<String, Exposure>();
      try (var scan = store.scan(Family.EXPOSURES, new byte[0])) {
        while (scan.hasNext()) {
          var entry = scan.next();
          exposures.put(
              new String(entry.key(), StandardCharsets.UTF_8),
              Json.read(entry.value(), Exposure.class, "an exposure"));
        }
      }
      acknowledgedSlates.forEach(
          (request, shown) -> {
            if (!shown.isEmpty()) {
              assertThat(
                      exposures.get(request).slate().positions().stream().map(Slate.Position::ad))
                  .as("the slate of %s", request)
                  .containsExactlyInAnyOrderElementsOf(shown);
            }
          });
      for (String event : acknowledgedEvents) {
        assertThat(store.get(Family.EVENTS, event.getBytes(StandardCharsets.UTF_8)))
            .as("event %s", event)
            .isPresent();
      }
      assertThat(reserved(journal)).isEqualTo(shown(exposures));
      checkMoney(journal);
    }
  }

  private static Set<String> reserved(List<LedgerEntry> journal) {
    var reserved = new HashSet<String>();
    for (LedgerEntry entry : journal) {
      switch (entry) {
        case LedgerEntry.Reserved e -> reserved.add(e.reservation());
        case LedgerEntry.Remembered e -> reserved.add(e.reservation());
        case LedgerEntry.Released e -> throw new AssertionError("nothing expires here: " + e);
        case LedgerEntry.Funded _,
            LedgerEntry.Settled _,
            LedgerEntry.Eased _,
            LedgerEntry.Carried _,
            LedgerEntry.Closed _ -> {}
      }
    }
    return reserved;
  }

  private static Set<String> shown(Map<String, Exposure> exposures) {
    var shown = new HashSet<String>();
    exposures.forEach(
        (request, exposure) ->
            exposure
                .slate()
                .positions()
                .forEach(p -> shown.add(Exposure.reservation(request, p.ad()))));
    return shown;
  }

  private void checkMoney(List<LedgerEntry> journal) {
    var catalogue = TestingMarket.catalogue(ServingChild.BUDGET);
    Ledger ledger = Ledger.recover(journal, catalogue, InstantSource.system(), new MemoryJournal());
    long spent = 0;
    for (var campaign : catalogue.campaigns()) {
      for (var day : ledger.history(campaign.id())) {
        assertThat(day.spent().plus(day.held()).micros())
            .as("campaign %s on %s", campaign.id(), day.day())
            .isLessThanOrEqualTo(campaign.dailyBudget().micros());
        spent += day.spent().micros();
      }
    }
    long acknowledged = acknowledgedCharges.values().stream().mapToLong(c -> c).sum();
    assertThat(spent).as("all acknowledged charges are spent").isGreaterThanOrEqualTo(acknowledged);
  }
}
