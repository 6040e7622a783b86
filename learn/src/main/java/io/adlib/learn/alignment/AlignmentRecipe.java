package io.adlib.learn.alignment;

import java.util.Locale;

/** How much behaviour a tokenizer reads, step by step. */
public enum AlignmentRecipe {
  /** Content alone. */
  NONE,
  /** Item–item and user–item contrast. */
  CONTRASTIVE,
  /** Contrast, masked reconstruction, distillation from both teachers, and diverse codes. */
  FULL;

  /** As configuration and reports write it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The weights of a full recipe, with those of the terms that this one leaves out at zero. */
  public AlignmentWeights of(AlignmentWeights full) {
    return switch (this) {
      case NONE -> AlignmentWeights.NONE;
      case CONTRASTIVE -> new AlignmentWeights(full.itemItem(), full.userItem(), 0, 0, 0);
      case FULL -> full;
    };
  }

  /** By what {@link #key} writes. */
  public static AlignmentRecipe of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
