package io.adlib.learn.ranker;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.sid.feature.FeatureRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Trains the first ranker from a log of impressions, split by time: the last day calibrates, the
 * day before says when to stop, all earlier days are learnt from (of a log too short for that, the
 * last and the next to last 15 %). pCVR learns from clicked impressions. Position is looked at in
 * training only; what is served is for the top position.
 */
public final class RankerTraining {

  private static final Duration DAY = Duration.ofDays(1);

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
    int[] train = IntStream.range(0, stop).toArray();
    int[] validation = IntStream.range(stop, calibrate).toArray();
    int[] day = IntStream.range(calibrate, last).toArray();
    int[] trainClicks = clicked(data, train);
    if (trainClicks.length == 0) {
      throw new InputException(
          "there is no click among the " + stop + " impressions to learn from",
          "log impressions and clicks for some days before training a ranker");
    }
    LogisticModel click =
        new LogisticTrainer(data, FeatureRow.ROWS, forClicks, data::isClicked, true)
            .train("train pCTR", train, validation, seed.of("click"), progress);
    LogisticModel conversion =
        new LogisticTrainer(data, FeatureRow.ROWS, forConversions, data::isConverted, false)
            .train(
                "train pCVR",
                trainClicks,
                clicked(data, validation),
                seed.of("conversion"),
                progress);
    return new TrainedRanker(
        features,
        click,
        calibrate(data, click, day, false),
        conversion,
        calibrate(data, conversion, clicked(data, IntStream.range(stop, last).toArray()), true));
  }

  /** Fits both slopes where there are positives enough to tell them apart. */
  private static BetaCalibration calibrate(
      Impressions data, LogisticModel model, int[] day, boolean ofConversions) {
    long positives =
        IntStream.of(day)
            .filter(i -> ofConversions ? data.isConverted(i) : data.isClicked(i))
            .count();
    return BetaCalibration.fit(
        day.length,
        i -> model.logit(data, day[i], 0),
        i -> ofConversions ? 0 : model.position_P()[data.position(day[i])],
        i -> (ofConversions ? data.isConverted(day[i]) : data.isClicked(day[i])) ? 1 : 0,
        positives >= 500);
  }

  private static int[] clicked(Impressions data, int[] impressions) {
    return IntStream.of(impressions).filter(data::isClicked).toArray();
  }
}
