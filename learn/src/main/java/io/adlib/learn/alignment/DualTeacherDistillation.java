package io.adlib.learn.alignment;

import io.adlib.core.Seed;
import io.adlib.learn.tokenizer.AddedLoss;
import io.adlib.learn.tokenizer.Quantised;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Dual-teacher distillation (the idea of ReCon, arXiv 2302.02318): one student with two towers on
 * the quantised vectors learns from both teachers at once, by smooth L1 to their features. Its item
 * tower has a reconstruction branch, which follows the generative teacher, and a contrastive
 * branch, which follows the contrastive teacher and reads the reconstruction cut off from the
 * gradient, so that contrast never disturbs reconstruction. Its user tower reads the mean of the
 * quantised vectors of what the user took from this batch, and follows the contrastive teacher's
 * user features.
 *
 * @param weight of the term
 * @param latent E, the length of a quantised vector
 */
public record DualTeacherDistillation(
    double weight, int latent, Teachers teachers, Behaviour behaviour) implements AddedLoss {

  private static final int HIDDEN = 128;

  @Override
  public String name() {
    return "distillation";
  }

  private Perceptron reconstruction() {
    return new Perceptron("student.generative", latent, HIDDEN, teachers.generativeWidth());
  }

  private Perceptron contrast() {
    int in = latent + teachers.generativeWidth();
    return new Perceptron("student.contrastive", in, HIDDEN, teachers.contrastiveWidth());
  }

  private Perceptron user() {
    return new Perceptron("student.user", latent, HIDDEN, teachers.contrastiveWidth());
  }

  @Override
  public void addWeights(Parameters parameters) {
    reconstruction().addWeights(parameters);
    contrast().addWeights(parameters);
    user().addWeights(parameters);
  }

  @Override
  public Tensor of(Quantised batch, Parameters parameters, Seed randomness) {
    return loss(batch, parameters, randomness, Tensor::detach);
  }

  /**
   * The loss, by the way in which the contrastive branch gets what the reconstruction made.
   *
   * @param cut from what was made to the same values without gradient
   */
  Tensor loss(Quantised batch, Parameters parameters, Seed randomness, UnaryOperator<Tensor> cut) {
    int[] places_M = behaviour.knownPlaces(batch.items_B());
    if (places_M.length == 0) {
      return Tensor.zeros(1);
    }
    int[] item_M = Arrays.stream(places_M).map(b -> batch.items_B()[b]).toArray();
    Tensor quantised_ME = batch.quantised_BE().rows(Tensor.of(places_M, places_M.length));
    Tensor made_MG = reconstruction().apply(quantised_ME, parameters);
    Tensor both = Tensor.concat(1, quantised_ME, cut.apply(made_MG));
    Tensor contrast_MF = contrast().apply(both, parameters);
    return made_MG
        .smoothL1(Rows.of(teachers.generative_NG(), teachers.generativeWidth(), item_M))
        .add(
            contrast_MF.smoothL1(
                Rows.of(teachers.contrastive_NF(), teachers.contrastiveWidth(), item_M)))
        .add(users(quantised_ME, item_M, parameters, randomness.generator()));
  }

  /** A taker of each item, from what of theirs is in the batch, against the teacher. */
  private Tensor users(
      Tensor quantised_ME, int[] item_M, Parameters parameters, RandomGenerator random) {
    Map<Integer, Integer> place = new HashMap<>();
    for (int m = 0; m < item_M.length; m++) {
      place.put(item_M[m], m);
    }
    int[] taker_R =
        Arrays.stream(item_M).map(item -> behaviour.taker(item, random)).distinct().toArray();
    int[][] taken_R =
        Arrays.stream(taker_R)
            .mapToObj(
                user ->
                    Arrays.stream(behaviour.itemsOf(user))
                        .distinct()
                        .filter(place::containsKey)
                        .map(place::get)
                        .toArray())
            .toArray(int[][]::new);
    int[] place_P = Arrays.stream(taken_R).flatMapToInt(Arrays::stream).toArray();
    int[] user_P = new int[place_P.length];
    float[] share_P = new float[place_P.length];
    int p = 0;
    for (int r = 0; r < taken_R.length; r++) {
      for (int i = 0; i < taken_R[r].length; i++, p++) {
        user_P[p] = r;
        share_P[p] = 1f / taken_R[r].length;
      }
    }
    Tensor mean_RE =
        quantised_ME
            .rows(Tensor.of(place_P, place_P.length))
            .mul(Tensor.of(share_P, share_P.length, 1))
            .scatterRows(Tensor.of(user_P, user_P.length), taker_R.length);
    return user()
        .apply(mean_RE, parameters)
        .smoothL1(Rows.of(teachers.contrastive_UF(), teachers.contrastiveWidth(), taker_R));
  }
}
