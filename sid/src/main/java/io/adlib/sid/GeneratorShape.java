package io.adlib.sid;

/**
 * The dimensions of the generator, and the definition that {@code learn} and {@code infer} both
 * implement (METHODS: GPR's heterogeneous hierarchical decoder, first version). Weights are named
 * as here in the safetensors file; linear weights are stored {@code [in, out]}, row-major, float32,
 * and applied as {@code y = x W + b}. {@code norm(x; g, b)} is LayerNorm with ε = 1e-5. Letters: T
 * positions, D width, H heads, d = D/H, L depth (suffix included), C codes a level, R relative
 * positions.
 *
 * <pre>
 * embed.rows [V,D]  embed.kind [4,D]  embed.action [ACTIONS,D]  embed.gap [GAPS,D]
 * x_t = Σ_f embed.rows[rows[t,f]] + embed.kind[kind_t] + embed.action[action_t] + embed.gap[gap_t]
 *       (row 0 of embed.rows is all zero)
 *
 * for each block i:
 *   n = norm(x; block.i.attn_norm.gain[kind_t], .bias[kind_t])                         [4,D] each
 *   u|q|k|v = n · block.i.uqkv.weight [D,4D] + .bias
 *   score_h[t,s] = q_h·k_h/√d + block.i.position [H,R] at [h, min(|t−s|, R−1)]   if s is visible
 *   s is visible from t when s ≤ t, or when both are prompt tokens (U, O, E) of one segment;
 *     a segment ends with each E token (so nothing after a request is seen by it)
 *   a = concat_h softmax_s(score_h) v_h
 *   x = x + (a ⊙ silu(u)) · block.i.out.weight [D,D] + .bias
 *   m = norm(x; block.i.ffn_norm.gain[kind_t], .bias[kind_t])
 *   x = x + silu(m · block.i.up.weight [D,F] + .bias) · block.i.down.weight [F,D] + .bias
 * h = norm(x; final_norm.gain[kind_t], .bias[kind_t])
 *
 * decode at position t, level by level; z_ℓ is the code chosen at level ℓ:
 *   s_0 = h_t;   s_ℓ = s'_{ℓ−1} + decode.(ℓ−1).code [C,D] at z_{ℓ−1}   for ℓ ≥ 1
 *   s'_ℓ = s_ℓ + silu(norm(s_ℓ; decode.ℓ.norm.gain [D], .bias) · decode.ℓ.up.weight [D,F] + .bias)
 *              · decode.ℓ.down.weight [F,D] + .bias
 *   logits_ℓ = norm(s'_ℓ; decode.ℓ.out_norm.gain [D], .bias) · decode.ℓ.out.weight [D,C] + .bias
 *   P(z_ℓ | …) = softmax of logits_ℓ over the legal children of z_{<ℓ} only
 * </pre>
 *
 * @param depth L, levels of a semantic ID, the suffix included
 * @param codes C
 * @param attributeRows rows of {@code embed.rows} for hashed user and environment attributes and
 *     prefixes of semantic IDs
 * @param width D
 * @param heads H
 * @param blocks number of blocks
 * @param hidden F of the blocks and of the decoder
 * @param positions R
 * @param maxLength longest prompt; a longer one loses its oldest events
 */
public record GeneratorShape(
    int depth,
    int codes,
    int attributeRows,
    int width,
    int heads,
    int blocks,
    int hidden,
    int positions,
    int maxLength) {

  public GeneratorShape {
    if (width % heads != 0) {
      throw new IllegalArgumentException("width " + width + " is not a multiple of " + heads);
    }
  }

  /** V = 1 + L·C + attribute rows. */
  public int rows() {
    return 1 + depth * codes + attributeRows;
  }

  /**
   * Embedding rows that a prompt gives a position, unused ones being row 0: what {@link #itemRows}
   * gives an item, at least 4.
   */
  public int rowsPerPosition() {
    return Math.max(depth + Math.max(0, depth - 2), 4);
  }

  /**
   * The embedding rows of an item: the codes of its semantic ID, level by level, then its prefixes
   * of 2 to L−1 codes as attributes {@code path=12-250}, so that the model has something of its own
   * to say of each prefix (semantic-ID n-grams, arXiv 2306.08121).
   */
  public int[] itemRows(SemanticIds ids, int item) {
    int[] rows = new int[depth + Math.max(0, depth - 2)];
    var path = new StringBuilder();
    for (int level = 0; level < depth; level++) {
      rows[level] = codeRow(level, ids.code(item, level));
      path.append(level == 0 ? "" : "-").append(ids.code(item, level));
      if (level >= 1 && level < depth - 1) {
        rows[depth + level - 1] = attributeRow("path", path.toString());
      }
    }
    return rows;
  }

  /** The embedding row of a code at a level. */
  public int codeRow(int level, int code) {
    return 1 + level * codes + code;
  }

  /** The embedding row of a named attribute value, by hash. */
  public int attributeRow(String name, String value) {
    return 1 + depth * codes + Math.floorMod((name + "=" + value).hashCode(), attributeRows);
  }
}
