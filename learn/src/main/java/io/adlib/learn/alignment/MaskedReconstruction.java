package io.adlib.learn.alignment;

import io.adlib.core.Seed;
import io.adlib.learn.tokenizer.AddedLoss;
import io.adlib.learn.tokenizer.Quantised;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Generative alignment (RLMRec, WWW 2024): a share of the batch's items hide their collaborative
 * vectors, the graph is smoothed, and from what their neighbours tell an MLP reconstructs their
 * quantised vectors across the spaces, by a cosine contrast among the hidden. Items that nobody
 * took stay out.
 *
 * @param weight of the term
 * @param latent E, the length of a quantised vector
 * @param share of the batch that is hidden, .05 to .15
 * @param temperature τ of the contrast, .1 to .5
 * @param graph of who took what
 */
record MaskedReconstruction(
    double weight, int latent, double share, double temperature, MaskedGraph graph)
    implements AddedLoss {

  private static final String MASK = "generative.mask";
  private static final int HIDDEN = 128;

  @Override
  public String name() {
    return "generative " + share + " τ " + temperature + " " + graph.vectors().source();
  }

  private Perceptron map() {
    return new Perceptron("generative.map", graph.vectors().dimension(), HIDDEN, latent);
  }

  @Override
  public void addWeights(Parameters parameters) {
    parameters.normal(MASK, .1, 1, graph.vectors().dimension());
    map().addWeights(parameters);
  }

  @Override
  public Tensor of(Quantised batch, Parameters parameters, Seed randomness) {
    int[] places_M = hidden(batch.items_B(), randomness.generator());
    if (places_M.length == 0) {
      return Tensor.zeros(1);
    }
    int[] item_M = java.util.Arrays.stream(places_M).map(b -> batch.items_B()[b]).toArray();
    Tensor smoothed_MD = graph.smoothed(item_M, parameters.get(MASK));
    Tensor made_ME = map().apply(smoothed_MD, parameters);
    Tensor quantised_ME = batch.quantised_BE().rows(Tensor.of(places_M, places_M.length));
    return InfoNce.loss(made_ME, quantised_ME, item_M, temperature);
  }

  /** Places of the batch whose items are hidden; at least one if any is known. */
  private int[] hidden(int[] items_B, RandomGenerator random) {
    List<Integer> places = new ArrayList<>();
    int[] known = graph.behaviour().knownPlaces(items_B);
    for (int place : known) {
      if (random.nextDouble() < share) {
        places.add(place);
      }
    }
    if (places.isEmpty() && known.length > 0) {
      places.add(known[random.nextInt(known.length)]);
    }
    return places.stream().mapToInt(Integer::intValue).toArray();
  }
}
