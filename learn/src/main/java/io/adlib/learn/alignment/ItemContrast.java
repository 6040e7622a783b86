package io.adlib.learn.alignment;

import io.adlib.core.Seed;
import io.adlib.learn.tokenizer.AddedLoss;
import io.adlib.learn.tokenizer.Quantised;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Item–item contrast: an item's quantised vector, mapped linearly, should lie nearer to the
 * collaborative vector of its partner than to those of the batch's other partners. The partner is
 * the item itself (LETTER, arXiv 2405.07314) or, every other time, what one who took the item took
 * too. Items that nobody took stay out.
 *
 * @param weight of the term
 * @param latent E, the length of a quantised vector
 * @param temperature τ of the contrast
 */
public record ItemContrast(
    double weight,
    int latent,
    double temperature,
    CollaborativeVectors vectors,
    Behaviour behaviour)
    implements AddedLoss {

  private static final String MAP = "item-item.map";

  @Override
  public String name() {
    return "item-item τ " + temperature + " " + vectors.source();
  }

  @Override
  public void addWeights(Parameters parameters) {
    parameters.normal(MAP, 1 / Math.sqrt(latent), latent, vectors.dimension());
  }

  @Override
  public Tensor of(Quantised batch, Parameters parameters, Seed randomness) {
    int[] places_M = behaviour.knownPlaces(batch.items_B());
    if (places_M.length == 0) {
      return Tensor.zeros(1);
    }
    RandomGenerator random = randomness.generator();
    int[] partner_M =
        Arrays.stream(places_M).map(b -> partner(batch.items_B()[b], random)).toArray();
    Tensor mapped_MD =
        batch.quantised_BE().rows(Tensor.of(places_M, places_M.length)).matmul(parameters.get(MAP));
    Tensor partners_MD = Rows.of(vectors.item_ND(), vectors.dimension(), partner_M);
    return InfoNce.loss(mapped_MD, partners_MD, partner_M, temperature);
  }

  private int partner(int item, RandomGenerator random) {
    return random.nextBoolean() ? item : behaviour.companion(item, random);
  }
}
