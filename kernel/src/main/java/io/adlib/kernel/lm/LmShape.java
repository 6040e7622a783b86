package io.adlib.kernel.lm;

import io.adlib.core.InputException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A decoder-only transformer in the layout of Llama (arXiv 2302.13971) and Qwen3 (arXiv
 * 2505.09388), the one definition that {@code learn} and {@code infer} both implement:
 *
 * <pre>
 * x = embed[token]                                                         [T,D]
 * each layer: n = RMSNorm(x);  q = n Wqᵀ [T,H,d],  k = n Wkᵀ,  v = n Wvᵀ [T,K,d]
 *             q, k = RMSNorm over d (if normed), then turned by their position (rotary)
 *             x += softmax(q kᵀ/√d, causal) v Woᵀ, each key and value head serving H/K query heads
 *             n = RMSNorm(x);  x += (silu(n Wgᵀ) ⊙ n Wuᵀ) Wdᵀ, or {@link Experts}
 * logits = RMSNorm(x) · headᵀ                                              [T,V]
 * </pre>
 *
 * RMSNorm is {@code x/√(mean(x²) + ε) ⊙ gain}. Rotary (arXiv 2104.09864) turns the pair (i, i +
 * d/2) by {@code position · rope^(−2i/d)}. No biases.
 *
 * @param family {@code llama}, {@code qwen3} or {@code qwen3_moe}
 * @param vocabulary V
 * @param width D
 * @param layers how many
 * @param heads H, of queries
 * @param keyHeads K, of keys and values; divides H
 * @param headWidth d, even
 * @param hidden width of the feed-forward
 * @param positions longest text that it was made for
 * @param rope base of the rotary frequencies
 * @param epsilon ε of the norms
 * @param tied whether the head is the embedding
 * @param normed whether queries and keys are normed
 * @param experts what replaces feed-forwards, if something does
 */
public record LmShape(
    String family,
    int vocabulary,
    int width,
    int layers,
    int heads,
    int keyHeads,
    int headWidth,
    int hidden,
    int positions,
    double rope,
    double epsilon,
    boolean tied,
    boolean normed,
    Optional<Experts> experts) {

  /** The largest of any dimension; more is a broken file. */
  private static final int LARGEST = 1 << 22;

  public LmShape {
    int[] sizes = {vocabulary, width, layers, heads, keyHeads, headWidth, hidden, positions};
    for (int size : sizes) {
      check(size >= 1 && size <= LARGEST, "a size of " + size);
    }
    check(heads % keyHeads == 0, keyHeads + " key heads do not divide " + heads + " heads");
    check(headWidth % 2 == 0, "an odd head width of " + headWidth);
    check((long) heads * headWidth <= LARGEST, heads + " heads of " + headWidth);
    check(rope > 0 && Double.isFinite(rope), "a rotary base of " + rope);
    check(epsilon > 0 && epsilon < 1, "an ε of " + epsilon);
  }

  static void check(boolean good, String what) {
    if (!good) {
      throw new InputException(
          "no language model has " + what, "check config.json against the model's maker");
    }
  }

  /** A small one of Qwen3's kind, tied, without experts. */
  public static LmShape small(
      int vocabulary, int width, int layers, int heads, int keyHeads, int hidden, int positions) {
    return new LmShape(
        "qwen3",
        vocabulary,
        width,
        layers,
        heads,
        keyHeads,
        width / heads,
        hidden,
        positions,
        10_000,
        1e-6,
        true,
        true,
        Optional.empty());
  }

  /** The experts of a layer, if it has some. */
  public Optional<Experts> expertsOf(int layer) {
    return experts.filter(e -> e.in(layer));
  }

  /** Every weight by its name, with its dimensions; a linear map's are [out, in]. */
  public Map<String, long[]> tensors() {
    var all = new LinkedHashMap<String, long[]>();
    all.put("model.embed_tokens.weight", new long[] {vocabulary, width});
    long queries = (long) heads * headWidth;
    long keys = (long) keyHeads * headWidth;
    for (int layer = 0; layer < layers; layer++) {
      String name = layer(layer);
      all.put(name + "input_layernorm.weight", new long[] {width});
      all.put(name + "self_attn.q_proj.weight", new long[] {queries, width});
      all.put(name + "self_attn.k_proj.weight", new long[] {keys, width});
      all.put(name + "self_attn.v_proj.weight", new long[] {keys, width});
      all.put(name + "self_attn.o_proj.weight", new long[] {width, queries});
      if (normed) {
        all.put(name + "self_attn.q_norm.weight", new long[] {headWidth});
        all.put(name + "self_attn.k_norm.weight", new long[] {headWidth});
      }
      all.put(name + "post_attention_layernorm.weight", new long[] {width});
      Optional<Experts> experts = expertsOf(layer);
      if (experts.isPresent()) {
        experts.get().tensors(all, name + "mlp.", width);
      } else {
        feedForward(all, name + "mlp.", width, hidden);
      }
    }
    all.put("model.norm.weight", new long[] {width});
    if (!tied) {
      all.put("lm_head.weight", new long[] {vocabulary, width});
    }
    return all;
  }

  static void feedForward(Map<String, long[]> all, String name, int width, int hidden) {
    all.put(name + "gate_proj.weight", new long[] {hidden, width});
    all.put(name + "up_proj.weight", new long[] {hidden, width});
    all.put(name + "down_proj.weight", new long[] {width, hidden});
  }

  /** What the names of a layer's weights begin with. */
  public static String layer(int layer) {
    return "model.layers." + layer + ".";
  }

  /** The name of the head's weight. */
  public String head() {
    return tied ? "model.embed_tokens.weight" : "lm_head.weight";
  }

  /** How many numbers all weights have. */
  public long parameters() {
    return tensors().values().stream()
        .mapToLong(dimensions -> java.util.Arrays.stream(dimensions).reduce(1, (a, b) -> a * b))
        .sum();
  }
}
