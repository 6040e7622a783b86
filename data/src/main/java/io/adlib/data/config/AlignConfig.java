package io.adlib.data.config;

import java.time.Duration;
import java.util.List;

/**
 * How semantic IDs are aligned with behaviour.
 *
 * @param recipe none, contrastive or full
 * @param source of the collaborative vectors: sasrec, two-tower or lightgcn
 * @param itemItem weight of the item–item contrast
 * @param userItem weight of the user–item contrast
 * @param generative weight of the masked reconstruction
 * @param distillation weight of both teachers
 * @param diversity weight of the codes' diversity
 * @param budget most time to train the collaborative vectors
 */
public record AlignConfig(
    String recipe,
    String source,
    double itemItem,
    double userItem,
    double generative,
    double distillation,
    double diversity,
    Duration budget) {

  private static final double MOST = 100;

  static AlignConfig of(Section tokenize) {
    String recipe =
        tokenize.oneOf(
            "align",
            "none",
            List.of("none", "contrastive", "full"),
            "Whether semantic IDs follow behaviour beside content; contrastive and full train a"
                + " collaborative model on the events first, and the tokenizer is rq-kmeans+");
    Section s = tokenize.group("alignment", "How they are aligned, where align is not none");
    return new AlignConfig(
        recipe,
        s.oneOf(
            "source",
            "two-tower",
            List.of("sasrec", "two-tower", "lightgcn"),
            "The model whose vectors of items and users say who behaves like whom"),
        weight(s, "item_item", 2, "Weight of the item-item contrast; 0 turns a term off"),
        weight(s, "user_item", 1, "Weight of the user-item contrast"),
        weight(s, "generative", .5, "Weight of the masked reconstruction; in full only"),
        weight(s, "distillation", .5, "Weight of the two teachers; in full only"),
        weight(s, "diversity", 1e-4, "Weight of the codes' diversity; in full only"),
        s.duration(
            "budget",
            Duration.ofMinutes(20),
            Duration.ofSeconds(1),
            Duration.ofDays(30),
            "Most time to train the collaborative model"));
  }

  private static double weight(Section s, String key, double standard, String meaning) {
    return s.number(key, standard, 0, MOST, meaning);
  }

  /** Whether content alone decides. */
  public boolean isNone() {
    return recipe.equals("none");
  }
}
