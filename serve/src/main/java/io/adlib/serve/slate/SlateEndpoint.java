package io.adlib.serve.slate;

import io.adlib.core.Request;
import io.adlib.data.access.Pseudonyms;
import io.adlib.serve.http.HttpRequest;
import io.adlib.serve.http.HttpResponse;
import io.adlib.serve.http.Routes;
import io.adlib.serve.json.Json;
import io.adlib.serve.path.ServedSlate;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.path.Step;
import java.time.Duration;
import java.time.InstantSource;

/** {@code POST /v1/slate}. Thread-safe. */
public final class SlateEndpoint {

  private final SlateService service;
  private final Pseudonyms door;
  private final InstantSource clock;
  private final Duration deadline;

  /**
   * @param door gives users their names inside
   * @param deadline for an answer to a request that names none
   */
  public SlateEndpoint(
      SlateService service, Pseudonyms door, InstantSource clock, Duration deadline) {
    this.service = service;
    this.door = door;
    this.deadline = deadline;
    this.clock = clock;
  }

  /** Its route. */
  public Routes routes() {
    return Routes.builder().post("/v1/slate", this::answer).build();
  }

  private HttpResponse answer(HttpRequest http) {
    Request request =
        Json.read(http.body(), SlateRequestJson.class, "the request for ads")
            .request(http.id(), clock.instant(), deadline, door);
    ServedSlate served = service.serve(request);
    if (served.steps().contains(Step.SHED.text())) {
      return HttpResponse.problem(
              503, "more ask for ads than can be answered in time", "ask again later", http.id())
          .with("Retry-After", "1");
    }
    return HttpResponse.json(200, SlateJson.of(served));
  }
}
