package io.adlib.learn.ranker;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * Trains a {@link LogisticModel} on some impressions by AdaGrad, one example a step, on log-loss
 * with L2; after each epoch it looks at validation and keeps the best. The same seed and data give
 * the same weights.
 */
final class LogisticTrainer {

  private static final double EPSILON = 1e-6;
  private static final double COMMON_RATE = 5;
  private final Impressions data;
  private final RankerSettings settings;
  private final IntPredicate label;
  private final boolean byPosition;
  private final LogisticModel model;
  private final LogisticModel squares;

  LogisticTrainer(
      Impressions data, int rows, RankerSettings settings, IntPredicate label, boolean byPosition) {
    this.data = data;
    this.settings = settings;
    this.label = label;
    this.byPosition = byPosition;
    model = LogisticModel.zero(rows, data.denseCount());
    squares = LogisticModel.zero(rows, data.denseCount());
    Arrays.fill(squares.hashed_R(), (float) settings.caution());
  }

  /**
   * Trains.
   *
   * @param train impressions to learn from, not empty
   * @param validation impressions that say when to stop
   * @throws CancellationException if the thread is interrupted
   */
  LogisticModel train(String name, int[] train, int[] validation, Seed seed, Progress progress) {
    long positives = Arrays.stream(train).filter(label).count();
    double rate = (positives + .5) / (train.length + 1.0);
    model.bias_1()[0] = (float) Math.log(rate / (1 - rate));
    LogisticModel best = model.copy();
    double bestLoss = validation.length == 0 ? Double.NaN : loss(validation);
    int[] order = train.clone();
    int worse = 0;
    try (Progress.Task task = progress.start(name, (long) settings.epochs() * train.length)) {
      for (int epoch = 0; epoch < settings.epochs() && worse < settings.patience(); epoch++) {
        shuffle(order, seed.of(epoch).generator());
        for (int i = 0; i < order.length; i++) {
          step(order[i]);
          if ((i & 0x3fff) == 0x3fff) {
            task.advance(0x4000);
            if (Thread.currentThread().isInterrupted()) {
              throw new CancellationException("training of " + name + " was interrupted");
            }
          }
        }
        task.advance(order.length & 0x3fff);
        double now = validation.length == 0 ? Double.NaN : loss(validation);
        task.note("validation log-loss %.5f".formatted(now));
        if (now < bestLoss || Double.isNaN(bestLoss)) {
          best = model.copy();
          bestLoss = now;
          worse = 0;
        } else {
          worse++;
        }
      }
    }
    return best;
  }

  private static void shuffle(int[] order, RandomGenerator random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  private void step(int impression) {
    int position = position(impression);
    double p = sigmoid(model.logit(data, impression, position));
    double error = p - (label.test(impression) ? 1 : 0);
    double rate = settings.learningRate();
    double common = COMMON_RATE * rate;
    int[] rows = data.rows();
    for (int i = data.firstRow(impression); i < data.firstRow(impression + 1); i++) {
      move(model.hashed_R(), squares.hashed_R(), rows[i], error, rate);
    }
    float[] dense_ND = data.dense();
    int base = impression * data.denseCount();
    for (int d = 0; d < data.denseCount(); d++) {
      if (dense_ND[base + d] != 0) {
        move(model.dense_D(), squares.dense_D(), d, error * dense_ND[base + d], common);
      }
    }
    if (position > 0) {
      move(model.position_P(), squares.position_P(), position, error, common);
    }
    move(model.bias_1(), squares.bias_1(), 0, error, common);
  }

  private void move(float[] weights, float[] squared, int at, double slope, double rate) {
    double gradient = slope + settings.l2() * weights[at];
    squared[at] += (float) (gradient * gradient);
    weights[at] -= (float) (rate * gradient / (Math.sqrt(squared[at]) + EPSILON));
  }

  private int position(int impression) {
    return byPosition ? data.position(impression) : 0;
  }

  private double loss(int[] impressions) {
    double sum = 0;
    for (int i : impressions) {
      double logit = model.logit(data, i, position(i));
      sum += Math.log1p(Math.exp(-Math.abs(logit))) + Math.max(0, logit);
      sum -= label.test(i) ? logit : 0;
    }
    return sum / impressions.length;
  }

  static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }
}
