package io.adlib.learn.alignment;

import io.adlib.core.Seed;
import io.adlib.learn.tokenizer.AddedLoss;
import io.adlib.learn.tokenizer.Quantised;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * User–item contrast: an item's quantised vector, mapped linearly, should lie nearer to the
 * collaborative vector of one who took it than to those of the takers of the batch's other items.
 * Items that nobody took stay out.
 *
 * @param weight of the term
 * @param latent E, the length of a quantised vector
 * @param temperature τ of the contrast
 */
public record UserContrast(
    double weight,
    int latent,
    double temperature,
    CollaborativeVectors vectors,
    Behaviour behaviour)
    implements AddedLoss {

  private static final String MAP = "user-item.map";

  @Override
  public String name() {
    return "user-item τ " + temperature + " " + vectors.source();
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
    int[] taker_M =
        Arrays.stream(places_M).map(b -> behaviour.taker(batch.items_B()[b], random)).toArray();
    Tensor mapped_MD =
        batch.quantised_BE().rows(Tensor.of(places_M, places_M.length)).matmul(parameters.get(MAP));
    Tensor takers_MD = Rows.of(vectors.user_UD(), vectors.dimension(), taker_M);
    return InfoNce.loss(mapped_MD, takers_MD, taker_M, temperature);
  }
}
