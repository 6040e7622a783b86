package io.adlib.serve.event;

import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.data.access.Pseudonyms;
import io.adlib.serve.http.HttpRequest;
import io.adlib.serve.http.HttpResponse;
import io.adlib.serve.http.Routes;
import io.adlib.serve.json.Amount;
import io.adlib.serve.json.Json;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.state.EventOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /v1/events}: a JSON array, one object, or an object a line. One bad event never keeps
 * the others out. The answer comes when all that it calls accepted is durable. Thread-safe.
 */
public final class EventsEndpoint {

  private final SlateService service;
  private final Pseudonyms door;
  private final InstantSource clock;

  /**
   * @param door gives users their names inside
   */
  public EventsEndpoint(SlateService service, Pseudonyms door, InstantSource clock) {
    this.service = service;
    this.door = door;
    this.clock = clock;
  }

  /** Its routes. */
  public Routes routes() {
    return Routes.builder().post("/v1/events", this::take).build();
  }

  private record Read(int index, Event event) {}

  private HttpResponse take(HttpRequest http) {
    Instant now = clock.instant();
    var good = new ArrayList<Read>();
    var rejected = new ArrayList<EventReport.RejectedJson>();
    List<Part> parts = parts(http.body());
    for (int i = 0; i < parts.size(); i++) {
      try {
        good.add(new Read(i, parts.get(i).read().event(now, door)));
      } catch (InputException e) {
        rejected.add(new EventReport.RejectedJson(i, "", String.valueOf(e.getMessage())));
      }
    }
    List<EventOutcome> outcomes = service.accept(good.stream().map(Read::event).toList());
    int accepted = 0;
    int duplicates = 0;
    var charged = new ArrayList<EventReport.ChargedJson>();
    for (int i = 0; i < outcomes.size(); i++) {
      switch (outcomes.get(i)) {
        case EventOutcome.Accepted a -> {
          accepted++;
          a.charged()
              .ifPresent(
                  money -> charged.add(new EventReport.ChargedJson(a.event(), Amount.of(money))));
        }
        case EventOutcome.Duplicate _ -> duplicates++;
        case EventOutcome.Rejected(String id, String reason) ->
            rejected.add(new EventReport.RejectedJson(good.get(i).index(), id, reason));
      }
    }
    rejected.sort(java.util.Comparator.comparingInt(EventReport.RejectedJson::index));
    return HttpResponse.json(200, new EventReport(accepted, duplicates, charged, rejected));
  }

  /** An event that is still to be read, and may prove unreadable. */
  private interface Part {
    EventJson read();
  }

  private static List<Part> parts(byte[] body) {
    int first = 0;
    while (first < body.length && body[first] <= ' ') {
      first++;
    }
    if (first == body.length) {
      throw new InputException("the body is empty", "send events as a JSON array or JSON lines");
    }
    var parts = new ArrayList<Part>();
    if (body[first] == '[') {
      for (JsonNode node : Json.read(body, JsonNode.class, "the array of events")) {
        parts.add(() -> Json.convert(node, EventJson.class, "it"));
      }
    } else {
      new String(body, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .forEach(
              line ->
                  parts.add(
                      () ->
                          Json.read(line.getBytes(StandardCharsets.UTF_8), EventJson.class, "it")));
    }
    return parts;
  }
}
