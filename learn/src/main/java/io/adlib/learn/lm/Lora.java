package io.adlib.learn.lm;

import java.util.Set;

/**
 * Low-rank adapters (arXiv 2106.09685): a linear map W becomes {@code W + α/r · B A}, with A
 * [r,in], B [out,r], B zero at the start; only A and B are trained.
 *
 * @param rank r
 * @param alpha α
 * @param maps which of each layer's maps, by the last part of their names, such as {@code q_proj}
 */
public record Lora(int rank, double alpha, Set<String> maps) {

  /** All maps of attention and feed-forward. */
  public static final Set<String> ALL =
      Set.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  public Lora {
    maps = Set.copyOf(maps);
    if (rank < 1 || !(alpha > 0) || !ALL.containsAll(maps)) {
      throw new IllegalArgumentException("LoRA of rank " + rank + ", α " + alpha + ", " + maps);
    }
  }

  boolean adapts(String weight) {
    String[] parts = weight.split("\\.");
    return parts.length > 1 && maps.contains(parts[parts.length - 2]);
  }

  double scale() {
    return alpha / rank;
  }

  static String down(String weight) {
    return weight.replaceFirst("weight$", "lora_A.weight");
  }

  static String up(String weight) {
    return weight.replaceFirst("weight$", "lora_B.weight");
  }
}
