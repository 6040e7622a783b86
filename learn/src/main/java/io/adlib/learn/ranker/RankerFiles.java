package io.adlib.learn.ranker;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.core.User;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A ranker's training from a log that comes a user at a time: memory holds one user's history and a
 * window of impressions, the rest lies in scratch files. Features of an impression are those of its
 * user alone, so the order of users does not change them. Not thread-safe.
 */
public final class RankerFiles implements AutoCloseable {

  private final ImpressionLog log;
  private final int denseCount;
  private final ImpressionTimes.Split split;
  private final ImpressionFile.Writer train;
  private final ImpressionFile.Writer stop;
  private final ImpressionFile.Writer day;
  private final ImpressionFile.Writer trainClicks;
  private final ImpressionFile.Writer stopClicks;
  private final ImpressionFile.Writer lateClicks;

  /**
   * @param folder of the scratch files, which nothing is left of after the training or a death
   * @param log over the catalogue; this training's alone
   * @param times of the log's impressions
   * @param end what is shown then or later is not looked at
   */
  public RankerFiles(Path folder, ImpressionLog log, ImpressionTimes times, Instant end) {
    this(folder, log, times, end, ImpressionFile.Sizes.USUAL);
  }

  RankerFiles(
      Path folder,
      ImpressionLog log,
      ImpressionTimes times,
      Instant end,
      ImpressionFile.Sizes sizes) {
    this.log = log;
    denseCount = log.impressions().denseCount();
    split = times.split(end);
    train = begin(folder, "train", sizes);
    stop = begin(folder, "stop", sizes);
    day = begin(folder, "day", sizes);
    trainClicks = begin(folder, "train-clicks", sizes);
    stopClicks = begin(folder, "stop-clicks", sizes);
    lateClicks = begin(folder, "late-clicks", sizes);
  }

  private ImpressionFile.Writer begin(Path folder, String name, ImpressionFile.Sizes sizes) {
    return new ImpressionFile.Writer(folder.resolve(name), denseCount, sizes);
  }

  /**
   * Adds a user.
   *
   * @param history all of the user's events, oldest first
   */
  public void add(User user, List<Event> history) {
    log.begin(user);
    history.forEach(log);
    Impressions shown = log.impressions();
    for (int i = 0; i < shown.size(); i++) {
      Instant time = shown.time(i);
      boolean clicked = shown.isClicked(i);
      if (time.isBefore(split.stop())) {
        add(shown, i, train, clicked, trainClicks);
      } else if (time.isBefore(split.day())) {
        add(shown, i, stop, clicked, stopClicks);
      } else if (time.isBefore(split.end())) {
        day.add(shown, i);
      }
      if (clicked && !time.isBefore(split.stop()) && time.isBefore(split.end())) {
        lateClicks.add(shown, i);
      }
    }
  }

  private static void add(
      Impressions shown,
      int i,
      ImpressionFile.Writer all,
      boolean clicked,
      ImpressionFile.Writer clicks) {
    all.add(shown, i);
    if (clicked) {
      clicks.add(shown, i);
    }
  }

  /**
   * Trains, once all users are added.
   *
   * @param features names of what was looked at, as {@code FeatureSet.names()} says
   * @param seed of the order of examples
   * @throws io.adlib.core.InputException if there are no clicks to learn from
   */
  public TrainedRanker train(List<String> features, Seed seed, Progress progress) {
    try (var learnt = train.end();
        var stopping = stop.end();
        var calibrating = day.end();
        var learntClicks = trainClicks.end();
        var stoppingClicks = stopClicks.end();
        var calibratingClicks = lateClicks.end()) {
      return RankerTraining.train(
          new RankerParts(
              learnt, stopping, calibrating, learntClicks, stoppingClicks, calibratingClicks),
          denseCount,
          features,
          RankerSettings.CLICK,
          RankerSettings.CONVERSION,
          seed,
          progress);
    }
  }

  @Override
  public void close() {
    Stream.of(train, stop, day, trainClicks, stopClicks, lateClicks)
        .forEach(ImpressionFile.Writer::close);
  }
}
