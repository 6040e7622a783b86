package io.adlib.serve.view;

import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.serve.release.Recall;
import io.adlib.sid.LegalLeaves;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What of a user's history bore on one ad's being generated, seen in two ways: where the
 * generator's attention rests (rollout: cheap, a hint), and what leaving the event out does to the
 * ad's probability (exact, one run of the generator an event).
 *
 * @param ad the ad
 * @param bearings by event of the history, oldest first
 */
public record Influence(String ad, List<Bearing> bearings) {

  public Influence {
    bearings = List.copyOf(bearings);
  }

  /**
   * One event's.
   *
   * @param attention share, from 0 to 1
   * @param effect the ad's log-probability with the event less that without: above 0 where the
   *     event speaks for the ad
   */
  public record Bearing(double attention, double effect) {}

  /**
   * Of the history of a request on an ad.
   *
   * @param user as known at the request
   * @param leaf the ad's in the release's trie, a legal one
   */
  public static Influence of(
      String ad, Recall recall, UserState user, Request request, LegalLeaves legal, int leaf) {
    double[] attention = recall.attention(user, request);
    double whole = recall.logP(user, request, legal, leaf);
    var bearings = new ArrayList<Bearing>();
    for (int i = 0; i < user.recent().size(); i++) {
      var others = new ArrayList<Event>(user.recent());
      others.remove(i);
      double without = recall.logP(new UserState(user.user(), others), request, legal, leaf);
      bearings.add(new Bearing(attention[i], whole - without));
    }
    return new Influence(ad, bearings);
  }

  /**
   * How well the two ways agree on what mattered most: Spearman's rank correlation of the attention
   * with the size of the effect, over the events that have either.
   *
   * @return −1 to 1; empty with fewer than two such events, or where all are alike in either
   */
  public OptionalDouble agreement() {
    List<Bearing> felt = felt();
    return correlation(
        felt.stream().mapToDouble(Bearing::attention).toArray(),
        felt.stream().mapToDouble(b -> Math.abs(b.effect())).toArray());
  }

  /** The same of how late an event came, for comparison: what needs no model to say. */
  public OptionalDouble agreementOfRecency() {
    List<Bearing> felt = felt();
    return correlation(
        IntStream.range(0, felt.size()).asDoubleStream().toArray(),
        felt.stream().mapToDouble(b -> Math.abs(b.effect())).toArray());
  }

  /** The events that the generator reads, oldest first. */
  public List<Bearing> felt() {
    return bearings.stream().filter(b -> b.attention() != 0 || b.effect() != 0).toList();
  }

  private static OptionalDouble correlation(double[] first, double[] second) {
    double[] x = ranks(first);
    double[] y = ranks(second);
    double mean = (x.length - 1) / 2.0;
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - mean) * (y[i] - mean);
      xx += (x[i] - mean) * (x[i] - mean);
      yy += (y[i] - mean) * (y[i] - mean);
    }
    return xx == 0 || yy == 0 ? OptionalDouble.empty() : OptionalDouble.of(xy / Math.sqrt(xx * yy));
  }

  /** Places from 0, equal values sharing the mean of theirs. */
  private static double[] ranks(double[] values) {
    double[] ranks = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int below = 0;
      int same = 0;
      for (double other : values) {
        below += other < values[i] ? 1 : 0;
        same += other == values[i] ? 1 : 0;
      }
      ranks[i] = below + (same - 1) / 2.0;
    }
    return ranks;
  }
}
