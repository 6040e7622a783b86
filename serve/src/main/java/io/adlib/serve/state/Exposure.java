package io.adlib.serve.state;

import io.adlib.core.Environment;
import io.adlib.core.Request;
import io.adlib.core.Slate;
import io.adlib.serve.release.Experiment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was answered to a request, durable before the answer left and before anything of it can be
 * billed.
 *
 * @param request as it was asked; without consent its user is empty
 * @param slate what was shown, with prices and propensities
 * @param steps degradation steps taken, by name; none when all was done
 * @param participation for each campaign of the slate that is paced, the probability with which it
 *     took part in the request; absent in what was written before pacing was
 * @param arm of the experiment that served it; absent in what was written before there were arms
 */
public record Exposure(
    Request request,
    Slate slate,
    List<String> steps,
    @Nullable Map<String, Double> participation,
    @Nullable String arm) {
  public Exposure {
    steps = List.copyOf(steps);
    participation = participation == null ? Map.of() : Map.copyOf(participation);
    arm = arm == null ? Experiment.LIVE : arm;
  }

  /** The arm; that of the live release where none was written. */
  public String servedBy() {
    return arm == null ? Experiment.LIVE : arm;
  }

  /** The same, as served to nobody who searched for nothing on no page. */
  Exposure ofNobody() {
    Environment where = request.environment();
    var nobodys =
        new Request(
            request.id(),
            "",
            new Environment(where.placement(), where.device(), where.country(), ""),
            Optional.empty(),
            false,
            request.time(),
            request.deadline(),
            request.slots());
    return new Exposure(nobodys, slate, steps, participation, arm);
  }

  /** The ledger's id for the money held for an ad, of which a slate shows each at most once. */
  public static String reservation(String request, String ad) {
    return request + "#" + ad;
  }
}
