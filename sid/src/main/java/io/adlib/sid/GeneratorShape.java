package io.adlib.sid;

/**
 * The dimensions of the generator, and the definition that {@code learn} and {@code infer} both
 * implement (METHODS: GPR's heterogeneous hierarchical decoder): its basis, here, and the {@link
 * GeneratorParts} it may have besides. Weights are named as here in the safetensors file; linear
 * weights are stored {@code [in, out]}, row-major, float32, and applied as {@code y = x W + b}.
 * {@code norm(x; g, b)} is LayerNorm with ε = 1e-5. Letters: T positions, D width, H heads, d =
 * D/H, L depth (suffix included), C codes a level, R relative positions.
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
 *   x = x + silu(m · feed.up.weight [D,F] + .bias) · feed.down.weight [F,D] + .bias
 *     where feed is block.i, or block.i.kind_t (0 to 3) if each kind has its own
 * h = norm(x; final_norm.gain[kind_t], .bias[kind_t])
 *
 * a node of the trie at level ℓ (1 to L) with the path z_1 … z_ℓ has the vector
 *   v(z_1…z_ℓ) = embed.rows[codeRow(ℓ−1, z_ℓ)] + embed.rows[pathRow(z_1…z_ℓ)]      (no path row if ℓ = 1)
 * and an item is read as the sum of the nodes on its path, see {@link #itemRows}
 *
 * decode at position t: the first A codes at once, the others one by one
 *   w(z_1…z_A) = Σ_{ℓ ≤ A} v(z_1…z_ℓ)
 *   P(z_1…z_A | …) = softmax of h_t · w(z_1…z_A) / √D over the legal nodes of level A only
 *   s_{A+1} = h_t + w(z_1…z_A);   s_{ℓ+1} = s'_ℓ + v(z_1…z_ℓ)   for ℓ > A
 *   s'_ℓ = s_ℓ + silu(norm(s_ℓ; decode.l.norm.gain [D], .bias) · decode.l.up.weight [D,F] + .bias)
 *              · decode.l.down.weight [F,D] + .bias                               with l = ℓ − 1
 *   q_ℓ = norm(s'_ℓ; decode.l.out_norm.gain [D], .bias)
 *   P(z_ℓ | …) = softmax of q_ℓ · v(z_1…z_ℓ) / √D over the legal children of z_1…z_{ℓ−1} only
 *
 * evaluator (HTE), only if G > 0: what a request and a prefix are worth, in units of the mean worth
 *   of what was trained on; it reads what the decoder works out and sends no gradient back
 *   f_n(y) = silu(norm(y; value.n.norm.gain [D], .bias) · value.n.up.weight [D,G] + .bias)
 *              · value.n.down.weight + .bias                     [G,1] of n = root, [G,D] of n = A to L
 *   log V()           = f_root(h_t)
 *   log V(z_1…z_A)    = log V() + f_A(h_t) · w(z_1…z_A) / √D + Σ_{r of the rows of w} value.rows[r]
 *   log V(z_1…z_ℓ)    = log V(z_1…z_{ℓ−1}) + f_ℓ(s'_ℓ) · v(z_1…z_ℓ) / √D
 *              + Σ_{r of the rows of v} value.rows[r]             with s'_ℓ as P(z_ℓ | …) has it, ℓ > A
 *   value.rows [V,1], row 0 zero; the only legal child of a prefix is worth what the prefix is
 * </pre>
 *
 * <p>So every node is output and input by one vector (tied, as in SASRec), which is work for the
 * legal children of the kept prefixes only. A small A leaves the work of a request independent of
 * the number of items; A = L is a softmax over all legal items.
 *
 * @param depth L, levels of a semantic ID, the suffix included
 * @param codes C
 * @param attributeRows rows of {@code embed.rows} for hashed user and environment attributes and
 *     prefixes of semantic IDs
 * @param joint A, how many codes are chosen at once, 1 to L
 * @param width D
 * @param heads H
 * @param blocks number of blocks
 * @param hidden F of the blocks and of the decoder
 * @param feedForwards of a block: 1 for all kinds of token, or 4, one for each (GPR)
 * @param positions R
 * @param maxLength longest prompt; a longer one loses its oldest events
 * @param evaluator G, hidden width of the evaluator; 0 without one
 * @param parts which parts of GPR it has besides
 */
public record GeneratorShape(
    int depth,
    int codes,
    int attributeRows,
    int joint,
    int width,
    int heads,
    int blocks,
    int hidden,
    int feedForwards,
    int positions,
    int maxLength,
    int evaluator,
    GeneratorParts parts) {

  /** Most attribute rows: with 256 numbers each they are half of what an array can hold. */
  public static final int MOST_ROWS = 1 << 22;

  /** The hash of the path of no codes, to {@link #extend}. */
  public static final int ROOT = 0;

  /** Without an evaluator, with the {@link GeneratorParts#USUAL} parts. */
  public GeneratorShape(
      int depth,
      int codes,
      int attributeRows,
      int joint,
      int width,
      int heads,
      int blocks,
      int hidden,
      int feedForwards,
      int positions,
      int maxLength) {
    this(
        depth,
        codes,
        attributeRows,
        joint,
        width,
        heads,
        blocks,
        hidden,
        feedForwards,
        positions,
        maxLength,
        0,
        GeneratorParts.USUAL);
  }

  public GeneratorShape {
    if (width % heads != 0) {
      throw new IllegalArgumentException("width " + width + " is not a multiple of " + heads);
    }
    if (joint < 1 || joint > depth) {
      throw new IllegalArgumentException(joint + " codes at once of " + depth);
    }
    if (feedForwards != 1 && feedForwards != TokenKind.values().length) {
      throw new IllegalArgumentException(feedForwards + " feed-forwards, neither 1 nor 4");
    }
    if (evaluator < 0) {
      throw new IllegalArgumentException("an evaluator of width " + evaluator);
    }
  }

  /** The same with an evaluator of another width, 0 for none. */
  public GeneratorShape evaluator(int newWidth) {
    return new GeneratorShape(
        depth,
        codes,
        attributeRows,
        joint,
        width,
        heads,
        blocks,
        hidden,
        feedForwards,
        positions,
        maxLength,
        newWidth,
        parts);
  }

  /** Whether there is an evaluator. */
  public boolean hasEvaluator() {
    return evaluator > 0;
  }

  /** What the names of the evaluator's weights for nodes of a level, A to L, begin with. */
  public static String valueHead(int level) {
    return "value." + level;
  }

  /** The same with other parts. */
  public GeneratorShape with(int newFeedForwards, GeneratorParts newParts) {
    return new GeneratorShape(
        depth,
        codes,
        attributeRows,
        joint,
        width,
        heads,
        blocks,
        hidden,
        newFeedForwards,
        positions,
        maxLength,
        evaluator,
        newParts);
  }

  /** What the names of a block's feed-forward of the i-th kind begin with. */
  public String feed(int block, int kind) {
    return feedForwards == 1 ? "block." + block + "." : "block." + block + "." + kind + ".";
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
    return Math.max(2 * depth - 1, 4);
  }

  /**
   * The embedding rows of an item, which are those of the nodes on its path. The last one is of the
   * whole path, so an item has a row of its own, but for hash collisions.
   */
  public int[] itemRows(SemanticIds ids, int item) {
    int[] path = new int[depth];
    for (int level = 0; level < depth; level++) {
      path[level] = ids.code(item, level);
    }
    return pathRows(path);
  }

  /**
   * The embedding rows of the nodes on a path from the root: of its n codes, level by level, then
   * of its prefixes of 2 to n codes by hash (semantic-ID n-grams, arXiv 2306.08121).
   */
  public int[] pathRows(int... path) {
    int[] rows = new int[2 * path.length - 1];
    int hash = ROOT;
    for (int level = 0; level < path.length; level++) {
      hash = extend(hash, path[level]);
      rows[level] = codeRow(level, path[level]);
      if (level > 0) {
        rows[path.length + level - 1] = pathRow(hash);
      }
    }
    return rows;
  }

  /** The hash of a path one code longer than the one with the given hash. */
  public static int extend(int path, int code) {
    int mixed = (31 * path + code + 1) * 0x85ebca6b;
    mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
    return mixed ^ (mixed >>> 16);
  }

  /** The embedding row of a path of two or more codes, by its hash. */
  public int pathRow(int path) {
    return 1 + depth * codes + Math.floorMod(path, attributeRows);
  }

  /**
   * The two embedding rows whose sum is a node's vector: its code's and its path's, the latter 0 at
   * level 0.
   *
   * @param path the hash of its parent's path
   */
  public int[] nodeRows(int level, int code, int path) {
    return new int[] {codeRow(level, code), level == 0 ? 0 : pathRow(extend(path, code))};
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
