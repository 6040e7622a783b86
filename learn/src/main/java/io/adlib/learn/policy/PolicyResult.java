package io.adlib.learn.policy;

import java.util.List;

/**
 * How a policy's training ended; the parameters are then the last that the guard let pass, or the
 * latest if it was interrupted.
 *
 * @param end why it ended
 * @param before the hit rate that it started with
 * @param phases what each phase came to, in order; where the guard stopped it, the last one's
 *     weights were given up
 */
public record PolicyResult(End end, double before, List<Phase> phases) {

  public PolicyResult {
    phases = List.copyOf(phases);
  }

  /** Why a training ends. */
  public enum End {
    /** All phases are done. */
    PHASES,
    /** The hit rate fell too far. */
    GUARD,
    /** The thread was interrupted; the same call goes on. */
    INTERRUPTED
  }

  /**
   * One phase.
   *
   * @param reward mean terminal reward of the candidates it drew, before it learnt from them
   * @param loss mean over its steps
   * @param hitRate after it
   */
  public record Phase(double reward, double loss, double hitRate) {}
}
