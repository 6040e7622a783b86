package io.adlib.market.demo;

import io.adlib.core.Catalogue;
import io.adlib.core.Seed;
import io.adlib.core.User;
import java.util.List;

/**
 * The built-in market: advertisers, campaigns, ads, contents and users that do not exist, written
 * by a grammar from a seed, and the {@link Truth} about who would click what. The same seed and
 * scale give the same market on every machine. Immutable and thread-safe.
 */
public final class DemoMarket {

  private final Seed seed;
  private final DemoScale scale;
  private final Catalogue catalogue;
  private final List<User> users;
  private final Truth truth;
  private final Habits habits;

  private DemoMarket(
      Seed seed,
      DemoScale scale,
      Catalogue catalogue,
      List<User> users,
      Truth truth,
      Habits habits) {
    this.seed = seed;
    this.scale = scale;
    this.catalogue = catalogue;
    this.users = users;
    this.truth = truth;
    this.habits = habits;
  }

  /** Makes the market. */
  public static DemoMarket generate(Seed seed, DemoScale scale) {
    Lexicon lexicon = Lexicon.read();
    var maker = new MarketMaker(lexicon, seed.of("demo"), scale);
    maker.sellersAndAds();
    maker.contents();
    var people = new People(lexicon, seed.of("people"));
    for (int i = 0; i < scale.users(); i++) {
      people.add();
    }
    var catalogue =
        new Catalogue(
            List.copyOf(maker.advertisers.values()),
            maker.campaigns,
            maker.ads,
            maker.contents,
            maker.sellers.rates());
    var queries = new QueryWriter(lexicon);
    var truth =
        new Truth(
            scale.start(),
            catalogue,
            List.copyOf(people.users()),
            List.copyOf(people.persons()),
            maker.traits,
            queries,
            maker.topicOfContent());
    var habits =
        new Habits(seed.of("habits"), scale.start(), queries, catalogue, truth, maker.shelves());
    return new DemoMarket(seed, scale, catalogue, List.copyOf(people.users()), truth, habits);
  }

  /** The seed it was made from. */
  public Seed seed() {
    return seed;
  }

  /** How large it is. */
  public DemoScale scale() {
    return scale;
  }

  /** What can be shown and who pays. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** Who is shown ads; a user's number is the place in this list. */
  public List<User> users() {
    return users;
  }

  /** Who would click what. For simulation and evaluation only: nothing that serves may see it. */
  public Truth truth() {
    return truth;
  }

  /** When people come and what they do by themselves. */
  public Habits habits() {
    return habits;
  }
}
