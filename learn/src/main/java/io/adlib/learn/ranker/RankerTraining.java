package io.adlib.learn.ranker;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.sid.feature.FeatureRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Trains the first ranker from a log of impressions, split by time: the last day calibrates, the
 * day before says when to stop, all earlier days are learnt from (of a log too short for that, the
 * last and the next to last 15 %). pCVR learns from clicked impressions. Position is looked at in
 * training only; what is served is for the top position.
 */
public final class RankerTraining {

  private static final Duration DAY = Duration.ofDays(1);
  private static final int CALIBRATING = 1 << 18;

  private RankerTraining() {}

  /** With the usual settings. */
  public static TrainedRanker train(
      Impressions data, List<String> features, Instant end, Seed seed, Progress progress) {
    return train(
        data, features, end, RankerSettings.CLICK, RankerSettings.CONVERSION, seed, progress);
  }

  /**
   * @param data impressions in order of time
   * @param features names of what was looked at, as {@code FeatureSet.names()} says
   * @param end what came at or after this moment is not looked at
   * @param seed of the order of examples
   * @throws InputException if there are no clicks to learn from
   */
  public static TrainedRanker train(
      Impressions data,
      List<String> features,
      Instant end,
      RankerSettings forClicks,
      RankerSettings forConversions,
      Seed seed,
      Progress progress) {
    int stop = data.from(end.minus(DAY.multipliedBy(2)));
    int calibrate = data.from(end.minus(DAY));
    int last = data.from(end);
    if (stop < last / 2) {
      stop = (int) (last * .7);
      calibrate = (int) (last * .85);
    }
    return train(
        RankerParts.of(data, stop, calibrate, last),
        data.denseCount(),
        features,
        forClicks,
        forConversions,
        seed,
        progress);
  }

  static TrainedRanker train(
      RankerParts parts,
      int denseCount,
      List<String> features,
      RankerSettings forClicks,
      RankerSettings forConversions,
      Seed seed,
      Progress progress) {
    if (parts.trainClicks().size() == 0) {
      throw new InputException(
          "there is no click among the " + parts.train().size() + " impressions to learn from",
          "log impressions and clicks for some days before training a ranker");
    }
    LogisticModel click =
        new LogisticTrainer(FeatureRow.ROWS, denseCount, forClicks, Label.CLICK, true)
            .train("train pCTR", parts.train(), parts.stop(), seed.of("click"), progress);
    LogisticModel conversion =
        new LogisticTrainer(FeatureRow.ROWS, denseCount, forConversions, Label.CONVERSION, false)
            .train(
                "train pCVR",
                parts.trainClicks(),
                parts.stopClicks(),
                seed.of("conversion"),
                progress);
    return new TrainedRanker(
        features,
        click,
        calibrate(parts.day(), click, Label.CLICK),
        conversion,
        calibrate(parts.lateClicks(), conversion, Label.CONVERSION));
  }

  /**
   * Fits both slopes where there are positives enough to tell them apart, to at most {@value
   * #CALIBRATING} examples, evenly taken.
   */
  private static BetaCalibration calibrate(Examples day, LogisticModel model, Label label) {
    long step = Math.max(1, Math.ceilDiv(day.size(), (long) CALIBRATING));
    int size = Math.toIntExact(Math.ceilDiv(day.size(), step));
    double[] logit_N = new double[size];
    double[] offset_N = new double[size];
    boolean[] holds_N = new boolean[size];
    long[] seen = new long[1];
    day.inOrder(
        (data, order) -> {
          for (int i : order) {
            if (seen[0] % step == 0) {
              int n = Math.toIntExact(seen[0] / step);
              logit_N[n] = model.logit(data, i, 0);
              offset_N[n] = label == Label.CLICK ? model.position_P()[data.position(i)] : 0;
              holds_N[n] = label.of(data, i);
            }
            seen[0]++;
          }
        });
    return BetaCalibration.fit(
        size,
        i -> logit_N[i],
        i -> offset_N[i],
        i -> holds_N[i] ? 1 : 0,
        day.count(label) / step >= 500);
  }
}
