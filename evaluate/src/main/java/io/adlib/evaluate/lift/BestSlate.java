package io.adlib.evaluate.lift;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.market.demo.Moment;
import io.adlib.market.demo.Truth;
import java.util.function.IntToDoubleFunction;

/** Finds the best that can be done at a request when the truth is known. Thread-safe. */
final class BestSlate {

  /**
   * What the best slates are worth.
   *
   * @param clicks expected clicks of the slate with the most
   * @param revenue expected revenue, in micros of the market's currency, of the slate with the
   *     most, if everyone paid its bid
   */
  record Worth(double clicks, double revenue) {}

  private final Catalogue catalogue;
  private final double[] bidMicros_C;

  BestSlate(Catalogue catalogue) {
    this.catalogue = catalogue;
    var rates = catalogue.rates();
    bidMicros_C =
        catalogue.campaigns().stream()
            .mapToDouble(campaign -> rates.convert(campaign.bid(), rates.base()).micros())
            .toArray();
  }

  /**
   * Exact. For clicks the most relevant ads, the best on top. For revenue some number of ads that
   * pay for impressions, which are worth the same anywhere and so go last, below the best others.
   *
   * @param ads to choose from, by number
   * @param fatigue of each ad, in logits
   */
  Worth of(Moment moment, int[] ads, int slots, IntToDoubleFunction fatigue) {
    var relevant = new Largest(slots);
    var paying = new Largest(slots);
    var perImpression = new Largest(slots);
    for (int ad : ads) {
      int campaign = catalogue.campaignOfAd(ad);
      Campaign.Objective objective = catalogue.campaigns().get(campaign).objective();
      double relevance = moment.relevance(ad, fatigue.applyAsDouble(ad));
      relevant.add(relevance);
      double bid = bidMicros_C[campaign];
      switch (objective) {
        case IMPRESSION -> perImpression.add(bid / 1000);
        case CLICK -> paying.add(bid * relevance);
        case CONVERSION -> paying.add(bid * relevance * moment.pConversion(ad));
      }
    }
    double best = 0;
    for (int flat = 0; flat <= slots; flat++) {
      best = Math.max(best, paying.examined(slots - flat) + perImpression.sum(flat));
    }
    return new Worth(relevant.examined(slots), best);
  }

  /** The largest few of many numbers that are not negative, falling. */
  private static final class Largest {
    private final double[] values;

    Largest(int most) {
      values = new double[most];
    }

    void add(double value) {
      int place = values.length;
      while (place > 0 && value > values[place - 1]) {
        place--;
        if (place + 1 < values.length) {
          values[place + 1] = values[place];
        }
      }
      if (place < values.length) {
        values[place] = value;
      }
    }

    /** The sum of the first so many, each at its position. */
    double examined(int count) {
      double sum = 0;
      for (int p = 0; p < count; p++) {
        sum += Truth.examination(p) * values[p];
      }
      return sum;
    }

    double sum(int count) {
      double sum = 0;
      for (int p = 0; p < count; p++) {
        sum += values[p];
      }
      return sum;
    }
  }
}
