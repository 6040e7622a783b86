package io.adlib.learn.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.sid.feature.FeatureRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogisticTrainerTest {

  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  static final int GROUPS = 8;

  /** Clicks with logit −2 + group effect − .4·position; group effects from −1 to 1. */
  static Impressions problem(int n) {
    RandomGenerator random = new Seed(5).generator();
    var data = new Impressions(1);
    for (int i = 0; i < n; i++) {
      int group = random.nextInt(GROUPS);
      int position = random.nextInt(4);
      var row = FeatureRow.of(new int[] {100 + group, 900}, (float) random.nextDouble());
      double dense = row.dense()[0];
      data.add(row, group, i / 4, position, START.plus(Duration.ofSeconds(20L * i)));
      double logit = -2 + effect(group) + dense - .4 * position;
      if (random.nextDouble() < LogisticTrainer.sigmoid(logit)) {
        data.clicked(i);
        if (random.nextDouble() < .3) {
          data.converted(i);
        }
      }
    }
    return data;
  }

  private static double effect(int group) {
    return 2.0 * group / (GROUPS - 1) - 1;
  }

  @Test
  void findsTheWeightsOfAKnownModel() {
    Impressions data = problem(60_000);
    int[] all = IntStream.range(0, data.size()).toArray();
    var settings = new RankerSettings(.05, .1, 0, 8, 8);
    var model =
        new LogisticTrainer(FeatureRow.ROWS, 1, settings, Label.CLICK, true)
            .train(
                "test",
                new ListedExamples(data, all),
                new ListedExamples(data, all),
                new Seed(1),
                Progress.SILENT);
    double low = model.hashed_R()[100];
    double high = model.hashed_R()[100 + GROUPS - 1];
    assertThat(high - low).isCloseTo(2, within(.25));
    assertThat((double) model.position_P()[3]).isCloseTo(-1.2, within(.15));
    assertThat(model.position_P()[0]).isZero();
    assertThat((double) model.dense_D()[0]).isCloseTo(1, within(.15));
  }

  @Test
  void aSmallStepFollowsTheNumericalGradient() {
    Impressions data = problem(1);
    var model = LogisticModel.zero(1024, 1);
    int row = data.rows()[0];
    double h = 1e-3;
    double p = LogisticTrainer.sigmoid(model.logit(data, 0, data.position(0)));
    double analytic = p - (data.isClicked(0) ? 1 : 0);
    model.hashed_R()[row] = (float) h;
    double above = loss(model, data);
    model.hashed_R()[row] = (float) -h;
    double below = loss(model, data);
    assertThat((above - below) / (2 * h)).isCloseTo(analytic, within(1e-4));
  }

  private static double loss(LogisticModel model, Impressions data) {
    double p = LogisticTrainer.sigmoid(model.logit(data, 0, data.position(0)));
    return -Math.log(data.isClicked(0) ? p : 1 - p);
  }

  @Test
  void theSameSeedGivesTheSameRankerAndItIsCalibrated() {
    Impressions data = problem(20_000);
    Instant end = START.plus(Duration.ofSeconds(400_000));
    var first = RankerTraining.train(data, List.of("f"), end, new Seed(3), Progress.SILENT);
    var second = RankerTraining.train(data, List.of("f"), end, new Seed(3), Progress.SILENT);
    double sum = 0;
    double clicks = 0;
    for (int i = data.from(end.minus(Duration.ofDays(1))); i < data.size(); i++) {
      double p = first.pClick(data, i, data.position(i));
      assertThat(second.pClick(data, i, data.position(i))).isEqualTo(p);
      assertThat(first.pClick(data, i, 0)).isGreaterThanOrEqualTo(p);
      sum += p;
      clicks += data.isClicked(i) ? 1 : 0;
    }
    assertThat(sum / clicks).as("on the day that calibrated it").isCloseTo(1, within(.01));
  }

  @Test
  void anInterruptEndsTraining() {
    Impressions data = problem(20_000);
    var all = new ListedExamples(data, IntStream.range(0, data.size()).toArray());
    var trainer = new LogisticTrainer(FeatureRow.ROWS, 1, RankerSettings.CLICK, Label.CLICK, true);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> trainer.train("t", all, all, new Seed(1), Progress.SILENT))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
