package io.adlib.market.demo;

import io.adlib.core.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What one user wants over time: two threads of intents, each followed by the next. After a tent
 * most people want a sleeping bag, some want another tent, and some something else that they like.
 * Nothing that is shown changes a journey, so that all policies meet the same users. Grows as far
 * as it is asked for; thread-safe.
 */
final class Journey {

  static final int THREADS = 2;
  private static final double MEAN_DAYS = 2.5;
  private static final double SHORTEST_DAYS = 0.6;
  private static final double WARM_UP_DAYS = 12;
  private static final double FOLLOWS = 0.75;
  private static final double STAYS = 0.10;
  private static final double TYPE_FOLLOWS = 0.80;

  /** Wanting one type of one category from a day to a day, counted from the market's start. */
  record Intent(int category, int type, double from, double until) {}

  /** An intent with its neighbours in time. */
  record Phase(Intent before, Intent now, Intent after) {}

  private final List<CategoryWords> categories;
  private final double[] taste_C;
  private final RandomGenerator random;
  private final List<List<Intent>> threads = new ArrayList<>();

  Journey(List<CategoryWords> categories, double[] taste_C, Seed seed) {
    this.categories = categories;
    this.taste_C = taste_C;
    random = seed.generator();
    for (int thread = 0; thread < THREADS; thread++) {
      double start = -WARM_UP_DAYS + random.nextDouble();
      var first = new ArrayList<Intent>();
      first.add(fresh(start));
      threads.add(first);
    }
  }

  /** What is wanted on a thread at a day. */
  synchronized Phase at(int thread, double day) {
    while (threads.getFirst().getLast().from() <= day + 30
        || threads.getLast().getLast().from() <= day + 30) {
      // Threads grow in turn, so that the draws do not depend on who asked for what.
      for (List<Intent> intents : threads) {
        intents.add(following(intents.getLast()));
      }
    }
    List<Intent> intents = threads.get(thread);
    int low = 0;
    int high = intents.size() - 2;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (intents.get(middle).from() <= day) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return new Phase(intents.get(Math.max(0, low - 1)), intents.get(low), intents.get(low + 1));
  }

  private Intent following(Intent intent) {
    double luck = random.nextDouble();
    if (luck < FOLLOWS) {
      List<Integer> next = categories.get(intent.category()).next();
      double which = random.nextDouble();
      int category = next.get(which < 0.76 ? 0 : which < 0.93 ? 1 : 2);
      int type = random.nextDouble() < TYPE_FOLLOWS ? intent.type() : random.nextInt(Lexicon.TYPES);
      return lasting(category, type, intent.until());
    }
    if (luck < FOLLOWS + STAYS) {
      return lasting(intent.category(), (intent.type() + 1) % Lexicon.TYPES, intent.until());
    }
    return fresh(intent.until());
  }

  private Intent fresh(double from) {
    return lasting(draw(taste_C, random), random.nextInt(Lexicon.TYPES), from);
  }

  private Intent lasting(int category, int type, double from) {
    double days = SHORTEST_DAYS - (MEAN_DAYS - SHORTEST_DAYS) * Math.log1p(-random.nextDouble());
    return new Intent(category, type, from, from + days);
  }

  /** A place drawn by weights that sum to 1. */
  static int draw(double[] weights, RandomGenerator random) {
    double left = random.nextDouble();
    for (int i = 0; i < weights.length; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }
}
