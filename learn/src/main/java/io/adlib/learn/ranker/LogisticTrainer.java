package io.adlib.learn.ranker;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import java.util.Arrays;
import java.util.concurrent.CancellationException;

/**
 * Trains a {@link LogisticModel} on some examples by AdaGrad, one example a step, on log-loss with
 * L2; after each epoch it looks at validation and keeps the best. The same seed and data give the
 * same weights.
 */
final class LogisticTrainer {

  private static final double EPSILON = 1e-6;
  private static final double COMMON_RATE = 5;
  private static final int LOOK_AFTER = 0x4000;
  private final RankerSettings settings;
  private final Label label;
  private final boolean byPosition;
  private final LogisticModel model;
  private final LogisticModel squares;

  LogisticTrainer(int rows, int dense, RankerSettings settings, Label label, boolean byPosition) {
    this.settings = settings;
    this.label = label;
    this.byPosition = byPosition;
    model = LogisticModel.zero(rows, dense);
    squares = LogisticModel.zero(rows, dense);
    Arrays.fill(squares.hashed_R(), (float) settings.caution());
  }

  /**
   * Trains.
   *
   * @param train examples to learn from, not empty
   * @param validation examples that say when to stop
   * @throws CancellationException if the thread is interrupted
   */
  LogisticModel train(
      String name, Examples train, Examples validation, Seed seed, Progress progress) {
    double rate = (train.count(label) + .5) / (train.size() + 1.0);
    model.bias_1()[0] = (float) Math.log(rate / (1 - rate));
    LogisticModel best = model.copy();
    double bestLoss = loss(validation);
    int worse = 0;
    try (Progress.Task task = progress.start(name, settings.epochs() * train.size())) {
      for (int epoch = 0; epoch < settings.epochs() && worse < settings.patience(); epoch++) {
        train.shuffled(seed.of(epoch).generator(), (data, order) -> learn(name, data, order, task));
        double now = loss(validation);
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

  private void learn(String name, Impressions data, int[] order, Progress.Task task) {
    for (int from = 0; from < order.length; from += LOOK_AFTER) {
      int end = Math.min(order.length, from + LOOK_AFTER);
      for (int i = from; i < end; i++) {
        step(data, order[i]);
      }
      task.advance(end - from);
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("training of " + name + " was interrupted");
      }
    }
  }

  private void step(Impressions data, int impression) {
    int position = position(data, impression);
    double p = sigmoid(model.logit(data, impression, position));
    double error = p - (label.of(data, impression) ? 1 : 0);
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

  private int position(Impressions data, int impression) {
    return byPosition ? data.position(impression) : 0;
  }

  /** The mean log-loss; NaN over nothing. */
  private double loss(Examples examples) {
    double[] sum = new double[1];
    examples.inOrder(
        (data, order) -> {
          for (int i : order) {
            double logit = model.logit(data, i, position(data, i));
            sum[0] += Math.log1p(Math.exp(-Math.abs(logit))) + Math.max(0, logit);
            sum[0] -= label.of(data, i) ? logit : 0;
          }
        });
    return sum[0] / examples.size();
  }

  static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }
}
