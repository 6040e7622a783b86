package io.adlib.infer.lm;

import io.adlib.kernel.compute.Kernels;
import java.util.Arrays;
import java.util.Set;

/**
 * Writes on where a session stands.
 *
 * @param sampling how tokens are chosen
 * @param ends tokens that end the text
 * @param most tokens written
 * @param rule what may come
 */
public record Writing(Sampling sampling, Set<Integer> ends, int most, Rule rule) {

  /** Says which tokens may come next. */
  public interface Rule {
    /** Any token may come. */
    Rule NONE = (_, _) -> {};

    /**
     * Sets the logits of tokens that may not come to −∞; one at least must be left.
     *
     * @param written tokens written so far
     * @param logits of the next, [V]
     */
    void restrict(int[] written, float[] logits);
  }

  /**
   * What was written.
   *
   * @param tokens without the one that ended it
   * @param ended false if it was cut off at the most tokens
   */
  public record Written(int[] tokens, boolean ended) {}

  /** Any tokens until one of the ends. */
  public Writing(Sampling sampling, Set<Integer> ends, int most) {
    this(sampling, ends, most, Rule.NONE);
  }

  public Writing {
    ends = Set.copyOf(ends);
  }

  /**
   * Reads a prompt and writes on; never past the session's room.
   *
   * @param prompt one token at least
   */
  public Written after(Session session, Kernels kernels, int... prompt) {
    var sampler = new Sampler(sampling, kernels);
    float[] logits = session.read(prompt);
    int[] written = new int[Math.min(most, session.room())];
    for (int i = 0; i < written.length; i++) {
      rule.restrict(Arrays.copyOf(written, i), logits);
      int token = sampler.next(logits);
      if (ends.contains(token)) {
        return new Written(Arrays.copyOf(written, i), true);
      }
      written[i] = token;
      if (i + 1 < written.length) {
        logits = session.read(token);
      }
    }
    return new Written(written, false);
  }
}
