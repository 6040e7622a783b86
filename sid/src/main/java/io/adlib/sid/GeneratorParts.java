package io.adlib.sid;

/**
 * The parts of GPR's decoder (arXiv 2511.10138) that a generator may have or leave out, each by
 * itself, and what they compute. {@link GeneratorShape} has the basis and the letters.
 *
 * <pre>
 * norms by kind: without them every gain and bias [4,D] is [1,D], for all kinds of token
 *
 * hybrid attention: without it s is visible from t when s ≤ t, and never else
 *
 * thought of W numbers, what a language model wrote of the user, as a vector o (none is all zero)
 *   x_t = x_t + o · thought.weight [W,D]                                       at each U token
 *
 * recursions (Mixture-of-Recursions, arXiv 2507.10524): block 0 is applied once to all positions,
 * then up to N−1 times more, r = 1 to N−1, to those that the router sends on
 *   α_t = min(1, max(0, norm(x_t; 1, 0) · route.r.weight [D,1] + .bias)) · (α_t of r−1; 1 if r = 1)
 *   x_t = x_t + α_t (block_0(x)_t − x_t)   with the keys and values of the first application
 *   so a position with α_t = 0 costs nothing more, and nothing jumps where α_t becomes 0
 *
 * thinking tokens k = 1 to K of a position t to decode look back over what stands up to it
 *   c_k = h_t + think.tokens[k]                                                             [K,D]
 *   q_k = norm(c_k; think.attn_norm.gain [D], .bias) · think.query.weight [D,D] + .bias
 *   k|v = h_s · think.kv.weight [D,2D] + .bias
 *   score_h[k,s] = q_h·k_h/√d + think.position [H,R] at [h, min(t−s, R−1)]                if s ≤ t
 *   c_k = c_k + (concat_h softmax_s(score_h) v_h) · think.out.weight [D,D] + .bias
 *   c_k = c_k + silu(norm(c_k; think.ffn_norm.gain, .bias) · think.up.weight [D,F] + .bias)
 *             · think.down.weight [F,D] + .bias
 *   c_k = norm(c_k; think.last_norm.gain, .bias)
 *
 * refining token, denoised in n steps under what the thinking tokens came to
 *   p = (mean_k c_k; h_t without thinking tokens) · refine.condition.weight [D,D] + .bias
 *   y_0 = 0, in training noise;   for i = 0 to n−1:
 *   y_{i+1} = y_i + silu(norm(y_i + p + refine.step[i] [n,D]; refine.norm.gain [D], .bias)
 *                 · refine.up.weight [D,F] + .bias) · refine.down.weight [F,D] + .bias
 *
 * the codes are decoded from
 *   h'_t = h_t + (c_1 … c_K side by side) · think.pool.weight [KD,D] + .bias + y_n     in place of h_t
 * </pre>
 *
 * @param kindNorms whether each kind of token has gains and biases of its own
 * @param hybridAttention whether prompt tokens of a segment see each other both ways
 * @param thought W, numbers of the user's thought; 0 for none
 * @param recursions N, how often block 0 is applied at most; 1 for once
 * @param thinking K, thinking tokens; 0 for none
 * @param refining n, steps to the refining token; 0 for none
 */
public record GeneratorParts(
    boolean kindNorms,
    boolean hybridAttention,
    int thought,
    int recursions,
    int thinking,
    int refining) {

  /** What the first releases had: norms by kind and hybrid attention. */
  public static final GeneratorParts USUAL = new GeneratorParts(true, true, 0, 1, 0, 0);

  /** None of them. */
  public static final GeneratorParts NONE = new GeneratorParts(false, false, 0, 1, 0, 0);

  /** Most of anything here that is counted; a thought may be wider. */
  public static final int MOST = 64;

  /** Widest thought. */
  public static final int WIDEST = 4096;

  public GeneratorParts {
    if (thought < 0 || thought > WIDEST) {
      throw new IllegalArgumentException("a thought of " + thought + " numbers");
    }
    if (recursions < 1 || recursions > MOST) {
      throw new IllegalArgumentException(recursions + " recursions");
    }
    if (thinking < 0 || thinking > MOST || refining < 0 || refining > MOST) {
      throw new IllegalArgumentException(
          thinking + " thinking tokens and " + refining + " refining steps");
    }
  }

  /** How many gains and biases a norm by kind has. */
  public int norms() {
    return kindNorms ? TokenKind.values().length : 1;
  }

  /** The same with or without norms by kind. */
  public GeneratorParts kindNorms(boolean on) {
    return new GeneratorParts(on, hybridAttention, thought, recursions, thinking, refining);
  }

  /** The same with or without hybrid attention. */
  public GeneratorParts hybridAttention(boolean on) {
    return new GeneratorParts(kindNorms, on, thought, recursions, thinking, refining);
  }

  /** The same with another thought. */
  public GeneratorParts thought(int width) {
    return new GeneratorParts(kindNorms, hybridAttention, width, recursions, thinking, refining);
  }

  /** The same with other recursions. */
  public GeneratorParts recursions(int most) {
    return new GeneratorParts(kindNorms, hybridAttention, thought, most, thinking, refining);
  }

  /** The same with other thinking tokens. */
  public GeneratorParts thinking(int tokens) {
    return new GeneratorParts(kindNorms, hybridAttention, thought, recursions, tokens, refining);
  }

  /** The same with other refining steps. */
  public GeneratorParts refining(int steps) {
    return new GeneratorParts(kindNorms, hybridAttention, thought, recursions, thinking, steps);
  }
}
