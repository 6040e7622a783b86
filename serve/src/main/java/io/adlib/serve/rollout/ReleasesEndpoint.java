package io.adlib.serve.rollout;

import io.adlib.core.AdlibException;
import io.adlib.core.CorruptException;
import io.adlib.data.access.AuditLog;
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
  private final AuditLog audit;

  /**
   * @param audit where changes and attempts are written down
   */
  public ReleasesEndpoint(Rollout rollout, LiveRelease live, AuditLog audit) {
    this.rollout = rollout;
    this.audit = audit;
    this.live = live;
  }

  /** Its routes. */
  public Routes routes() {
    return Routes.builder()
        .get("/v1/releases", _ -> list())
        .post(
            "/v1/releases/rollback",
            http -> changed(http, "release.rollback", "", rollout::rollback))
        .post(
            "/v1/releases/{version}/promote",
            http -> {
              String version = http.parameter("version");
              return changed(http, "release.promote", version, () -> rollout.promote(version));
            })
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

  private HttpResponse changed(
      HttpRequest http, String operation, String subject, Supplier<Rollout.Change> change) {
    try {
      Rollout.Change done = change.get();
      audit.add(http.caller(), operation, done.live(), "live after " + done.before());
      return HttpResponse.json(200, done);
    } catch (AdlibException e) {
      audit.add(http.caller(), operation, subject, "refused: " + e.getMessage());
      if (e instanceof CorruptException) {
        return HttpResponse.problem(422, String.valueOf(e.getMessage()), e.remedy(), http.id());
      }
      throw e;
    }
  }
}
