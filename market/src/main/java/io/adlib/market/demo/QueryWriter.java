package io.adlib.market.demo;

import static io.adlib.market.demo.Wording.pick;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Writes what people type into the search box, and reads it back. */
final class QueryWriter {

  /** Category and type that a query is about. */
  record Meaning(int category, int type) {
    /** The topic, or −1 for none. */
    int topic() {
      return category < 0 ? -1 : category * Lexicon.TYPES + type;
    }
  }

  static final Meaning NOTHING = new Meaning(-1, -1);

  private record Noun(String one, String many, Meaning meaning) {}

  private final Lexicon lexicon;
  private final List<Noun> nouns = new ArrayList<>();

  QueryWriter(Lexicon lexicon) {
    this.lexicon = lexicon;
    for (int category = 0; category < lexicon.categories().size(); category++) {
      var types = lexicon.categories().get(category).types();
      for (int type = 0; type < types.size(); type++) {
        String noun = types.get(type);
        nouns.add(new Noun(noun, Wording.plural(noun), new Meaning(category, type)));
      }
    }
  }

  String write(int category, int type, int tier, RandomGenerator random) {
    CategoryWords words = lexicon.categories().get(category);
    String noun = words.types().get(type);
    return switch (random.nextInt(6)) {
      case 0 -> noun;
      case 1 -> pick(words.traits(), random) + " " + noun;
      case 2 -> noun + " for " + pick(words.uses(), random);
      case 3 -> (tier == 0 ? "cheap " : tier == 2 ? "premium " : "best ") + noun;
      case 4 -> noun + " " + (tier == 0 ? "sale" : "review");
      default -> Wording.plural(noun);
    };
  }

  /** What a query names first, or category −1 when it names nothing sold here. */
  Meaning read(String query) {
    Meaning meaning = NOTHING;
    int first = Integer.MAX_VALUE;
    for (Noun noun : nouns) {
      int at = query.indexOf(noun.one());
      if (at < 0) {
        at = query.indexOf(noun.many());
      }
      if (at >= 0 && at < first) {
        first = at;
        meaning = noun.meaning();
      }
    }
    return meaning;
  }
}
