package io.adlib.learn.alignment;

import io.adlib.core.Seed;
import io.adlib.learn.tokenizer.AddedLoss;
import io.adlib.learn.tokenizer.Quantised;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * LETTER's diversity (arXiv 2405.07314): the code embeddings of a level fall into clusters of one
 * size, and an item's code should lie nearer to one of its cluster than to all the level's other
 * codes, {@code −log exp⟨e, e₊⟩ / Σ_{c ≠ own} exp⟨e, e_c⟩}, so that codes spread and are used
 * alike. The mean over levels and items.
 *
 * @param weight of the term
 * @param clusters of a level's codes
 */
public record CodeDiversity(double weight, int clusters) implements AddedLoss {

  private static final float OWN = -1e9f;

  @Override
  public String name() {
    return "diversity " + clusters;
  }

  @Override
  public Tensor of(Quantised batch, Parameters parameters, Seed randomness) {
    Tensor sum = Tensor.zeros(1);
    int levels = batch.codebooks_CE().size();
    for (int level = 0; level < levels; level++) {
      sum = sum.add(level(batch, level, randomness.of(level)));
    }
    return sum.mul(1.0 / levels);
  }

  private Tensor level(Quantised batch, int level, Seed randomness) {
    Tensor code_CE = batch.codebooks_CE().get(level);
    int c = Math.toIntExact(code_CE.size(0));
    int[] own_B = batch.codes_LB()[level];
    int[] cluster_C =
        EvenClusters.of(code_CE.floats(), c, Math.min(clusters, Math.max(1, c / 2)), randomness);
    RandomGenerator random = randomness.generator();
    int[] other_B = Arrays.stream(own_B).map(own -> neighbour(own, cluster_C, random)).toArray();
    float[] mask_BC = new float[own_B.length * c];
    for (int b = 0; b < own_B.length; b++) {
      mask_BC[b * c + own_B[b]] = OWN;
    }
    return batch
        .embeddings(level)
        .matmul(code_CE.transpose(0, 1))
        .add(Tensor.of(mask_BC, own_B.length, c))
        .logSoftmax()
        .gather(1, Tensor.of(other_B, own_B.length, 1))
        .sum()
        .mul(-1.0 / own_B.length);
  }

  /** Another code of the same cluster. */
  private static int neighbour(int own, int[] cluster_C, RandomGenerator random) {
    int[] others =
        java.util.stream.IntStream.range(0, cluster_C.length)
            .filter(code -> code != own && cluster_C[code] == cluster_C[own])
            .toArray();
    return others.length == 0
        ? (own + 1) % cluster_C.length
        : others[random.nextInt(others.length)];
  }
}
