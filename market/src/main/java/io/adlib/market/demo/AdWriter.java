package io.adlib.market.demo;

import static io.adlib.market.demo.Wording.heading;
import static io.adlib.market.demo.Wording.pick;
import static io.adlib.market.demo.Wording.sentence;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Writes titles and descriptions of ads; no title is written twice. */
final class AdWriter {

  private static final List<List<String>> TIER_LINES =
      List.of(
          List.of("A small price, honestly made.", "Good value, no tricks.", "Kind to the budget."),
          List.of("The sensible choice.", "Well made at a fair price.", "An everyday favourite."),
          List.of(
              "The best we know how to make.",
              "For people who buy once.",
              "Finished by hand, checked twice."));

  /** After so many drafts of one title, a number makes it new. */
  private static final int ATTEMPTS = 60;

  /** What is written on one ad. */
  record Copy(String title, String description) {}

  private final Set<String> titles = new HashSet<>();

  /** The price tier that a description's last words tell of; the middle one if none do. */
  static int tier(String description) {
    for (int tier = 0; tier < TIER_LINES.size(); tier++) {
      if (TIER_LINES.get(tier).stream().anyMatch(description::endsWith)) {
        return tier;
      }
    }
    return 1;
  }

  Copy write(
      CategoryWords words, int type, Style style, int tier, String brand, RandomGenerator random) {
    for (int attempt = 1; ; attempt++) {
      String trait = pick(words.traits(), random);
      String noun = words.types().get(type);
      String series = pick(style.series(), random);
      String use = pick(words.uses(), random);
      String title =
          switch (random.nextInt(5)) {
            case 0, 1 -> brand + " " + series + " " + heading(trait + " " + noun);
            case 2 -> brand + " " + heading(noun) + " " + series + ", " + trait;
            case 3 -> heading(trait + " " + noun) + " by " + brand + ", " + series + " Line";
            default -> brand + " " + series + " " + heading(noun + " for " + use);
          };
      if (attempt > ATTEMPTS) {
        title += " No. " + attempt;
      }
      if ((attempt > ATTEMPTS || !Wording.repeats(title)) && titles.add(title)) {
        String made = sentence(trait) + " " + noun + " with " + pick(words.features(), random);
        return new Copy(
            title,
            String.join(
                " ",
                made + ", made for " + use + ".",
                pick(style.adLines(), random),
                pick(TIER_LINES.get(tier), random)));
      }
    }
  }
}
