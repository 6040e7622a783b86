package io.adlib.learn.alignment;

import io.adlib.learn.tokenizer.AddedLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The terms of one recipe, with what they read.
 *
 * @param weights a term each
 * @param vectors of the behaviour
 * @param behaviour who took what in training
 * @param teachers needed where distillation has a weight
 */
public record Alignment(
    AlignmentWeights weights,
    CollaborativeVectors vectors,
    Behaviour behaviour,
    Optional<Teachers> teachers) {

  private static final double TEMPERATURE = .1;
  private static final double HIDDEN_SHARE = .15;
  private static final int CLUSTERS = 10;

  /**
   * The terms that have a weight.
   *
   * @param latent E, the length of the tokenizer's quantised vectors
   */
  public List<AddedLoss> terms(int latent) {
    var terms = new ArrayList<AddedLoss>();
    if (weights.itemItem() > 0) {
      terms.add(new ItemContrast(weights.itemItem(), latent, TEMPERATURE, vectors, behaviour));
    }
    if (weights.userItem() > 0) {
      terms.add(new UserContrast(weights.userItem(), latent, TEMPERATURE, vectors, behaviour));
    }
    if (weights.generative() > 0) {
      terms.add(
          new MaskedReconstruction(
              weights.generative(),
              latent,
              HIDDEN_SHARE,
              TEMPERATURE,
              new MaskedGraph(vectors, behaviour)));
    }
    if (weights.distillation() > 0) {
      terms.add(
          new DualTeacherDistillation(
              weights.distillation(), latent, teachers.orElseThrow(), behaviour));
    }
    if (weights.diversity() > 0) {
      terms.add(new CodeDiversity(weights.diversity(), CLUSTERS));
    }
    return terms;
  }
}
