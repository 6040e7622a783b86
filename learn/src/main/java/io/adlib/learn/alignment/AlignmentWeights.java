package io.adlib.learn.alignment;

/**
 * What the terms are multiplied by, beside a reconstruction that is 1 where it is no better than
 * the mean. A term of weight 0 is off.
 *
 * @param itemItem of {@link ItemContrast}
 * @param userItem of {@link UserContrast}
 * @param generative of {@link MaskedReconstruction}
 * @param distillation of {@link DualTeacherDistillation}
 * @param diversity of {@link CodeDiversity}
 */
public record AlignmentWeights(
    double itemItem, double userItem, double generative, double distillation, double diversity) {

  /** All off. */
  public static final AlignmentWeights NONE = new AlignmentWeights(0, 0, 0, 0, 0);

  /** All on; how they were found stands in benchmarks/alignment.md. */
  public static final AlignmentWeights DEFAULT = new AlignmentWeights(2, 1, .5, .5, 1e-4);
}
