package io.adlib.learn.lm.grpo;

import java.util.Locale;
import java.util.Optional;

/**
 * Says when a policy has learnt to please its reward and not us: its answers to held-out prompts
 * grow, shrink to nothing, lose their form, or get worse by the held-out metric, whatever the
 * reward says.
 *
 * @param longer how many times as long as at the start answers may get
 * @param shorter to what share of their length at the start they may shrink
 * @param lostForm what share of the answers may lose their form
 * @param lostMetric how much of the metric may be lost, as a share of what it was
 */
public record GrpoGuard(double longer, double shorter, double lostForm, double lostMetric) {

  /** Half as long again, a third as long, a tenth without form, a tenth worse. */
  public static final GrpoGuard STANDARD = new GrpoGuard(1.5, 1.0 / 3, .1, .1);

  /** Nothing is watched. */
  public static final GrpoGuard NONE =
      new GrpoGuard(
          Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  /** What went wrong, in a line; empty if nothing did. */
  Optional<String> broken(Held start, Held now) {
    if (now.length() > longer * Math.max(1, start.length())) {
      return said("answers grew from %.1f to %.1f tokens", start.length(), now.length());
    }
    if (now.length() < shorter * start.length()) {
      return said("answers shrank from %.1f to %.1f tokens", start.length(), now.length());
    }
    if (now.formed() < start.formed() - lostForm) {
      return said("answers of the right form fell from %.2f to %.2f", start.formed(), now.formed());
    }
    if (now.metric() < start.metric() - lostMetric * Math.abs(start.metric())) {
      return said("the held-out metric fell from %.3f to %.3f", start.metric(), now.metric());
    }
    return Optional.empty();
  }

  private static Optional<String> said(String format, double from, double to) {
    return Optional.of(String.format(Locale.ROOT, format, from, to));
  }
}
