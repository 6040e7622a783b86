package io.adlib.app.value;

import io.adlib.core.Catalogue;
import io.adlib.core.Seed;
import io.adlib.evaluate.lift.OpenAds;
import io.adlib.infer.ranker.Ranker;
import io.adlib.learn.policy.Simulator;
import io.adlib.sid.SemanticIds;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The trained ranker as a market simulator: what it expects of an ad at a logged request, if the
 * campaign pays its bid. Targets are being shown (always 1), the click and the conversion, each in
 * units of what the ads open at the log's requests have on average, at most {@value #MOST}. So a
 * policy learns of what the market's own model believes, never of a demo market's hidden truth.
 * Thread-safe.
 */
public final class RankerSimulator implements Simulator {

  static final double MOST = 5;
  private static final int SAMPLED = 200;
  private static final int ADS = 50;

  private final Ranker ranker;
  private final AdWorth worth;
  private final List<LoggedRequest> requests;
  private final int[] ad_I;
  private double meanWorth;
  private double meanClick;
  private double meanConversion;

  /**
   * @param requests the episodes, by number
   */
  public RankerSimulator(
      Catalogue catalogue, SemanticIds ids, Ranker ranker, List<LoggedRequest> requests) {
    this.ranker = ranker;
    this.requests = List.copyOf(requests);
    worth = new AdWorth(catalogue);
    ad_I = new int[ids.size()];
    for (int item = 0; item < ad_I.length; item++) {
      ad_I[item] = catalogue.adIndex(ids.items().get(item));
    }
    measure(new OpenAds(catalogue));
  }

  /** The averages, over a sample that is always the same. */
  private void measure(OpenAds open) {
    RandomGenerator random = new Seed(1).generator();
    int count = 0;
    for (int i = 0; i < Math.min(SAMPLED, requests.size()); i++) {
      LoggedRequest asked = requests.get(random.nextInt(requests.size()));
      int[] all = open.at(asked.request(), asked.user());
      if (all.length == 0) {
        continue;
      }
      int[] ads = random.ints(ADS, 0, all.length).map(j -> all[j]).toArray();
      Ranker.Values values = ranker.value(asked.user(), asked.request(), ads);
      for (int k = 0; k < ads.length; k++) {
        double pClick = values.pClick()[k];
        double pConversion = values.pConversion()[k];
        meanWorth += worth.ofImpression(ads[k], pClick, pConversion);
        meanClick += pClick;
        meanConversion += pClick * pConversion;
        count++;
      }
    }
    meanWorth /= Math.max(1, count);
    meanClick /= Math.max(1, count);
    meanConversion /= Math.max(1, count);
  }

  @Override
  public Outcome[] outcomes(int episode, int[] items) {
    LoggedRequest asked = requests.get(episode);
    int[] ads = Arrays.stream(items).map(item -> ad_I[item]).toArray();
    Ranker.Values values = ranker.value(asked.user(), asked.request(), ads);
    Outcome[] outcomes = new Outcome[items.length];
    for (int k = 0; k < outcomes.length; k++) {
      double pClick = values.pClick()[k];
      double pConversion = values.pConversion()[k];
      outcomes[k] =
          new Outcome(
              worth.ofImpression(ads[k], pClick, pConversion) / meanWorth,
              1,
              Math.min(MOST, pClick / meanClick),
              Math.min(MOST, pClick * pConversion / meanConversion));
    }
    return outcomes;
  }
}
