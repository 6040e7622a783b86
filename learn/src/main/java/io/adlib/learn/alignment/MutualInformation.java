package io.adlib.learn.alignment;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult.End;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A lower bound on what two vectors of an item say about each other (arXiv 1807.03748): a critic of
 * two MLPs learns on eight tenths of the items to tell an item's own pair from the pairs of N − 1
 * others, stops by a tenth, and on the last tenth, which it never saw, {@code I ≥ log N − loss}.
 * The bound can say no more than log N.
 */
public final class MutualInformation implements Trainee {

  private static final TrainingConfig TRAINING =
      new TrainingConfig(
          512,
          40,
          1e-3,
          .1,
          20,
          1,
          new AdamW.Settings(.9, .999, 1e-8, .1),
          2,
          4,
          500,
          TrainingConfig.NO_LIMIT);

  private static final int HIDDEN = 256;
  private static final int WIDTH = 64;
  private static final int MOST = 256;
  private static final int SHUFFLES = 20;
  private static final String SCALE = "critic.scale";

  /**
   * A bound.
   *
   * @param nats log N − loss; may be negative where the critic learned nothing
   * @param among N, out of how many the own pair had to be told
   * @param heldOut how many items it was measured on
   */
  public record Bound(double nats, int among, int heldOut) {}

  private final float[] a_ND;
  private final float[] b_ND;
  private final int aWidth;
  private final int bWidth;
  private final Perceptron aMap;
  private final Perceptron bMap;
  private final Parameters parameters;
  private final Split split;
  private final Seed seed;

  /**
   * Which items the critic learns from, stops by, and is measured on.
   *
   * @param train eight tenths
   * @param validation a tenth
   * @param heldOut a tenth
   */
  public record Split(int[] train, int[] validation, int[] heldOut) {

    /**
     * A split by the seed.
     *
     * @param items N
     * @param use which of them take part; at least 20
     */
    public static Split of(int items, IntPredicate use, Seed seed) {
      int[] used = IntStream.range(0, items).filter(use).toArray();
      if (used.length < 20) {
        throw new InputException(
            used.length + " items are too few to measure information on",
            "give data in which more items were taken");
      }
      int[] order = shuffled(used, seed.of("split").generator());
      int tenth = order.length / 10;
      return new Split(
          Arrays.copyOfRange(order, 2 * tenth, order.length),
          Arrays.copyOfRange(order, tenth, 2 * tenth),
          Arrays.copyOf(order, tenth));
    }
  }

  private MutualInformation(
      float[] a_ND, float[] b_ND, int items, Split split, Parameters parameters, Seed seed) {
    this.a_ND = a_ND;
    this.b_ND = b_ND;
    this.parameters = parameters;
    this.seed = seed;
    this.split = split;
    aWidth = a_ND.length / items;
    bWidth = b_ND.length / items;
    aMap = new Perceptron("critic.a", aWidth, HIDDEN, WIDTH);
    bMap = new Perceptron("critic.b", bWidth, HIDDEN, WIDTH);
    aMap.addWeights(parameters);
    bMap.addWeights(parameters);
    parameters.constant(SCALE, 10, 1);
  }

  /**
   * Measures.
   *
   * @param a_ND one vector of each item, row-major
   * @param b_ND the other
   * @param items N
   * @param folder checkpoints of the critic
   * @return the bound, or nothing if the thread was interrupted
   */
  public static Optional<Bound> of(
      float[] a_ND,
      float[] b_ND,
      int items,
      Split split,
      Path folder,
      Progress progress,
      Seed seed,
      InstantSource clock) {
    try (var parameters = new Parameters(seed.of("critic"))) {
      var critic = new MutualInformation(a_ND, b_ND, items, split, parameters, seed);
      return Training.run(critic, TRAINING, folder, progress, seed, clock).end() == End.INTERRUPTED
          ? Optional.empty()
          : Optional.of(critic.bound(split.heldOut()));
    }
  }

  @Override
  public String name() {
    return "measure information";
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public int examples() {
    return split.train().length;
  }

  @Override
  public Step gradients(int[] examples, Seed randomness) {
    int[] item_B = Arrays.stream(examples).map(e -> split.train()[e]).toArray();
    return Torch.step(
        () -> {
          Tensor loss = loss(item_B);
          loss.backward();
          return new Step(loss.item(), item_B.length);
        });
  }

  private Tensor loss(int[] item_B) {
    Tensor a_BW = aMap.apply(Rows.of(a_ND, aWidth, item_B), parameters).unit();
    Tensor b_BW = bMap.apply(Rows.of(b_ND, bWidth, item_B), parameters).unit();
    int[] own_B = IntStream.range(0, item_B.length).toArray();
    return a_BW.matmul(b_BW.transpose(0, 1))
        .mul(parameters.get(SCALE))
        .logSoftmax()
        .gather(1, Tensor.of(own_B, own_B.length, 1))
        .sum()
        .mul(-1.0 / own_B.length);
  }

  @Override
  public double validate() {
    return bound(split.validation()).nats();
  }

  /** The mean over full groups of N in several orders. */
  private Bound bound(int[] items) {
    int among = Math.min(MOST, items.length);
    RandomGenerator random = seed.of("groups").generator();
    double sum = 0;
    int groups = 0;
    for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
      int[] order = shuffled(items, random);
      for (int from = 0; from + among <= order.length; from += among, groups++) {
        int[] group = Arrays.copyOfRange(order, from, from + among);
        sum += Torch.stepWithoutGradient(() -> loss(group).item());
      }
    }
    return new Bound(Math.log(among) - sum / groups, among, items.length);
  }

  private static int[] shuffled(int[] items, RandomGenerator random) {
    int[] order = items.clone();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }
}
