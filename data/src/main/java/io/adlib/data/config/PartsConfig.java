package io.adlib.data.config;

/**
 * Which parts of GPR (arXiv 2511.10138) a workspace's generator has.
 *
 * @param predictions how many of the next ads each position learns to predict; training only
 * @param feedForwardByKind whether each kind of token has a feed-forward of its own
 * @param normsByKind whether each kind of token has norms of its own
 * @param hybridAttention whether prompt tokens of a request see each other both ways
 * @param recursions how often the first block is applied at most
 * @param thinkingTokens that look back before an ad is written
 * @param refiningSteps to the refining token
 */
public record PartsConfig(
    int predictions,
    boolean feedForwardByKind,
    boolean normsByKind,
    boolean hybridAttention,
    int recursions,
    int thinkingTokens,
    int refiningSteps) {

  private static final int MOST = 16;

  static PartsConfig of(Section s) {
    return new PartsConfig(
        s.integer("predictions", 1, 1, MOST, "How many of the next ads each position predicts"),
        s.flag("feed_forward_by_kind", false, "A feed-forward for each kind of token"),
        s.flag("norms_by_kind", true, "Norms for each kind of token"),
        s.flag("hybrid_attention", true, "Prompt tokens of a request see each other both ways"),
        s.integer("recursions", 1, 1, MOST, "How often the first block is applied at most"),
        s.integer("thinking_tokens", 0, 0, MOST, "Tokens that look back before an ad is written"),
        s.integer("refining_steps", 0, 0, MOST, "Steps to a refining token; 0 for none"));
  }
}
