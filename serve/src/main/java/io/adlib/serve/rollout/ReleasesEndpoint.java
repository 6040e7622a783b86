package io.adlib.serve.rollout;

import io.adlib.core.CorruptException;
import io.adlib.serve.http.HttpRequest;
import io.adlib.serve.http.HttpResponse;
import io.adlib.serve.http.Routes;
import io.adlib.serve.release.LiveRelease;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code GET /v1/releases}, {@code POST /v1/releases/{version}/promote} and {@code POST
 * /v1/releases/rollback}. A promotion is answered when every later request is served by the new
 * release; one that fails is answered with 422 and the reason, and the release before answers on.
 * Thread-safe.
 */
public final class ReleasesEndpoint {

  private final Rollout rollout;
  private final LiveRelease live;

  public ReleasesEndpoint(Rollout rollout, LiveRelease live) {
    this.rollout = rollout;
    this.live = live;
  }

  /** Its routes. */
  public Routes routes() {
    return Routes.builder()
        .get("/v1/releases", _ -> list())
        .post("/v1/releases/rollback", http -> changed(http, rollout::rollback))
        .post(
            "/v1/releases/{version}/promote",
            http -> changed(http, () -> rollout.promote(http.parameter("version"))))
        .build();
  }

  /** What serves now, and what could. */
  record ListJson(
      String live,
      int edition,
      List<ArmJson> arms,
      Optional<Rollout.Refused> refused,
      List<ReleaseJson> releases) {}

  /** An arm; without a release once it is over. */
  record ArmJson(String arm, double share, Optional<String> release) {}

  /** A release on disk. */
  record ReleaseJson(String version, Instant created, long bytes) {}

  private HttpResponse list() {
    var release = live.get();
    return HttpResponse.json(
        200,
        new ListJson(
            release.version(),
            release.edition(),
            rollout.experiment().arms().stream()
                .map(
                    arm ->
                        new ArmJson(
                            arm.name(), arm.share(), arm.live().map(own -> own.get().version())))
                .toList(),
            rollout.refused(),
            rollout.all().stream()
                .map(m -> new ReleaseJson(m.name(), m.created(), m.bytes()))
                .toList()));
  }

  private static HttpResponse changed(HttpRequest http, Supplier<Rollout.Change> change) {
    try {
      return HttpResponse.json(200, change.get());
    } catch (CorruptException e) {
      return HttpResponse.problem(422, String.valueOf(e.getMessage()), e.remedy(), http.id());
    }
  }
}
