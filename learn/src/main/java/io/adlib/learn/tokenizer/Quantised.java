package io.adlib.learn.tokenizer;

import io.adlib.learn.torch.Tensor;
import java.util.List;

/**
 * A batch of items with what the tokenizer makes of them, all of it inside one training step.
 * Letters: B batch, D vector, E latent vector, L levels, C codes.
 *
 * @param items_B the items' numbers
 * @param vector_BD their content vectors
 * @param latent_BE z, what the encoder makes of them
 * @param codes_LB the code of each item, level by level
 * @param quantised_BE ẑ, the sum of their code embeddings; its gradient passes straight through to
 *     the latent vectors
 * @param codebooks_CE the code embeddings of each level, with gradient
 */
public record Quantised(
    int[] items_B,
    Tensor vector_BD,
    Tensor latent_BE,
    int[][] codes_LB,
    Tensor quantised_BE,
    List<Tensor> codebooks_CE) {

  /** The number of items in the batch. */
  public int size() {
    return items_B.length;
  }

  /** A level's code embeddings of the items, {@code [B, E]}, with gradient. */
  public Tensor embeddings(int level) {
    int[] codes_B = codes_LB[level];
    return codebooks_CE.get(level).rows(Tensor.of(codes_B, codes_B.length));
  }
}
