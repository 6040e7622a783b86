package io.adlib.market.demo;

import static io.adlib.market.demo.Wording.pick;
import static io.adlib.market.demo.Wording.plural;
import static io.adlib.market.demo.Wording.sentence;

import io.adlib.core.Content;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Writes articles and videos; no title is written twice. */
final class ContentWriter {

  private final Set<String> titles = new HashSet<>();

  Content write(String id, CategoryWords words, int type, Style style, RandomGenerator random) {
    String noun = words.types().get(type);
    String many = plural(noun);
    String use = pick(words.uses(), random);
    String trait = pick(words.traits(), random);
    String kind = random.nextInt(4) == 0 ? "video" : "article";
    String title = title(many, words, random);
    String text =
        String.join(
            " ",
            sentence(opening(many, use, random)) + ".",
            "What to look for: " + pick(words.features(), random) + ".",
            "Readers who have tried " + trait + " " + many + " would buy them again.",
            pick(style.contentLines(), random));
    List<String> tags =
        List.of(words.name().toLowerCase(Locale.ROOT), noun, use, style.tag()).stream()
            .distinct()
            .toList();
    return new Content(id, kind, title, text, tags, "");
  }

  private String title(String many, CategoryWords words, RandomGenerator random) {
    for (int attempt = 1; ; attempt++) {
      String trait = pick(words.traits(), random);
      String use = pick(words.uses(), random);
      String title =
          sentence(
              switch (random.nextInt(9)) {
                case 0 -> "how to choose between " + many;
                case 1 -> many + " for " + use + ": our picks";
                case 2 -> "are " + trait + " " + many + " worth the money?";
                case 3 -> "a year of " + use + ": what " + many + " taught us";
                case 4 -> many + ", explained in five minutes";
                case 5 -> "the mistakes that everyone makes with " + many;
                case 6 -> trait + " " + many + " compared";
                case 7 -> "everything you need for " + use + ", starting with " + many;
                default -> (3 + random.nextInt(8)) + " " + trait + " " + many + " that we like";
              });
      if (attempt > 40) {
        title += ", part " + (2 + random.nextInt(attempt));
      }
      if ((attempt > 80 || !Wording.repeats(title)) && titles.add(title)) {
        return title;
      }
    }
  }

  private static String opening(String many, String use, RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> "nobody needs a cupboard full of " + many + ", but the right one changes " + use;
      case 1 -> "we took " + many + " out for " + use + " and kept notes";
      case 2 -> many + " have come a long way, and " + use + " show it best";
      default -> "it started with " + use + " and ended with a test of " + many;
    };
  }
}
