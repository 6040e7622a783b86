package io.adlib.app.ablation;

import io.adlib.learn.generator.GeneratorConfig;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.TokenKind;

/**
 * A configuration of the ablation: the base alone, with one part of GPR, or with all that change
 * what the generator learns. The evaluator is none of those: here no gradient of it comes to the
 * decoder, so it is the base's weights searched otherwise, and has a row of its own only. The
 * published figure is GPR's HitRate@100 in percent on its own data (arXiv 2511.10138).
 */
public enum AblationPart {
  /** Causal attention with the U gate, one norm and feed-forward for all kinds, one prediction. */
  BASE("base (HSTU-like)", 18.98),
  /** Each position predicts the next four ads. */
  MTP("+ MTP", 22.38),
  /** A feed-forward a token kind. */
  KIND_FEED_FORWARD("+ token-kind FFN", 21.98),
  /** Thinking tokens. */
  THINKING("+ thinking", 21.75),
  /** Norms a token kind. */
  KIND_NORM("+ token-kind LN", 20.76),
  /** Prompt tokens of a segment see each other. */
  HYBRID_ATTENTION("+ hybrid attention", 20.56),
  /** A text about the user at the U token. */
  THOUGHT("+ LLM thought", 20.13),
  /** Mixture-of-Recursions. */
  RECURSIONS("+ MoR", 20.09),
  /** An evaluator of prefixes, which weighs in the search. */
  EVALUATOR("+ HTE", 19.91),
  /** A refining token. */
  REFINING("+ refining", 19.61),
  /** Everything but the evaluator. */
  ALL("all", 27.32);

  private static final int PREDICTIONS = 4;
  private static final int RECURSION = 2;
  private static final int TOKENS = 4;
  private static final int STEPS = 5;

  private final String title;
  private final double published;

  AblationPart(String title, double published) {
    this.title = title;
    this.published = published;
  }

  /** As METHODS.md names it. */
  public String title() {
    return title;
  }

  /** GPR's HitRate@100, in percent. */
  public double published() {
    return published;
  }

  /** Its name in files and JSON. */
  public String key() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /** Whether it reads texts about users. */
  boolean hasThought() {
    return this == THOUGHT || this == ALL;
  }

  /**
   * A preset with this part and no other.
   *
   * @param thought numbers of a thought
   */
  GeneratorConfig of(GeneratorConfig preset, int thought) {
    boolean all = this == ALL;
    var parts =
        new GeneratorParts(
            all || this == KIND_NORM,
            all || this == HYBRID_ATTENTION,
            hasThought() ? thought : 0,
            all || this == RECURSIONS ? RECURSION : 1,
            all || this == THINKING ? TOKENS : 0,
            all || this == REFINING ? STEPS : 0);
    int feedForwards = all || this == KIND_FEED_FORWARD ? TokenKind.values().length : 1;
    return preset.of(
        preset.shape().with(feedForwards, parts), all || this == MTP ? PREDICTIONS : 1);
  }
}
