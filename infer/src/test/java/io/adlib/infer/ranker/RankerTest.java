package io.adlib.infer.ranker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.CorruptException;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.User;
import io.adlib.core.UserState;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.feature.FeatureRow;
import io.adlib.sid.feature.FeatureSet;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankerTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final int ADS = 12;
  private final FeatureSet features = features();
  private final RandomGenerator random = new Seed(21).generator();
  private final float[] click = floats(FeatureRow.ROWS, .1);
  private final float[] conversion = floats(FeatureRow.ROWS, .1);
  private final float[] clickDense = floats(features.denseCount(), 1);
  private final float[] conversionDense = floats(features.denseCount(), 1);
  private final UserState state =
      new UserState(
          new User("u", Map.of("age", "25-34")),
          List.of(
              Event.organic(
                  "e", NOW.minusSeconds(60), "u", Event.Kind.CLICK, "ad3", Environment.UNKNOWN)));
  private final Request request =
      new Request(
          "r",
          "u",
          new Environment("home", "mobile", "DE", ""),
          Optional.of("blue thing"),
          true,
          NOW,
          Duration.ofMillis(50),
          1);

  @TempDir Path folder;

  @Test
  void agreesWithAPlainSumOverTheRow() {
    Ranker ranker = Ranker.load(write(String.join(",", features.names())), features);
    int[] ads = IntStream.range(0, ADS).toArray();
    Ranker.Values values = ranker.value(state, request, ads);
    FeatureRow row = features.newRow();
    for (int ad : ads) {
      features.at(state, request).fill(ad, row);
      double forClick = -2;
      double forConversion = -3;
      for (int i = 0; i < row.size(); i++) {
        forClick += click[row.row(i)];
        forConversion += conversion[row.row(i)];
      }
      for (int d = 0; d < row.dense().length; d++) {
        forClick += clickDense[d] * (double) row.dense()[d];
        forConversion += conversionDense[d] * (double) row.dense()[d];
      }
      assertThat(values.pClick()[ad])
          .isCloseTo(1 / (1 + Math.exp(-(.8 * forClick + .1))), within(1e-6));
      double p = 1 / (1 + Math.exp(-forConversion));
      double odds = Math.exp(.9 * Math.log(p) - 1.2 * Math.log(1 - p) - .2);
      assertThat(values.pConversion()[ad]).isCloseTo(odds / (1 + odds), within(1e-6));
    }
    assertThat(ranker.positionOdds(0)).isEqualTo(1);
    assertThat(ranker.positionOdds(1)).isCloseTo(Math.exp(-.5), within(1e-6));
    assertThat(ranker.positionOdds(99)).isCloseTo(Math.exp(-1), within(1e-6));
  }

  @Test
  void threadsDoNotDisturbEachOther() {
    Ranker ranker = Ranker.load(write(String.join(",", features.names())), features);
    int[] ads = IntStream.range(0, ADS).toArray();
    double[] alone = ranker.value(state, request, ads).pClick();
    assertThat(
            IntStream.range(0, 200)
                .parallel()
                .mapToObj(_ -> ranker.value(state, request, ads).pClick()))
        .allSatisfy(p -> assertThat(p).containsExactly(alone));
  }

  @Test
  void refusesARankerOfOtherFeatures() {
    Path file = write("ad,something.else");
    assertThatThrownBy(() -> Ranker.load(file, features))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("trained on other features");
  }

  private Path write(String names) {
    Path file = folder.resolve("ranker.safetensors");
    var tensors = new ArrayList<Tensor>();
    tensors.add(Tensor.of("click.hashed", click, click.length));
    tensors.add(Tensor.of("click.dense", clickDense, clickDense.length));
    tensors.add(Tensor.of("click.position", new float[] {0, -.5f, -1}, 3));
    tensors.add(Tensor.of("click.bias", new float[] {-2}, 1));
    tensors.add(Tensor.of("click.calibration", new double[] {.8, .8, .1}, 3));
    tensors.add(Tensor.of("conversion.hashed", conversion, conversion.length));
    tensors.add(Tensor.of("conversion.dense", conversionDense, conversionDense.length));
    tensors.add(Tensor.of("conversion.bias", new float[] {-3}, 1));
    tensors.add(Tensor.of("conversion.calibration", new double[] {.9, 1.2, -.2}, 3));
    SafetensorsWriter.write(file, Map.of("features", names), tensors);
    return file;
  }

  private float[] floats(int n, double scale) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  private static FeatureSet features() {
    var campaign =
        new Campaign(
            "c",
            "acme",
            Campaign.Objective.CLICK,
            Money.parse("1", "EUR"),
            Money.parse("10", "EUR"),
            new Campaign.Flight(NOW.minusSeconds(9), NOW.plusSeconds(9)),
            Campaign.Targeting.ALL,
            List.of(),
            Campaign.Pacing.ASAP);
    var ads = new ArrayList<Ad>();
    var ids = new ArrayList<String>();
    short[] codes = new short[ADS * 3];
    for (int a = 0; a < ADS; a++) {
      String title = a % 2 == 0 ? "blue thing " + a : "red thing";
      ads.add(
          new Ad(
              "ad" + a,
              "c",
              title,
              "",
              List.of("Things", "Kind " + a % 3),
              "b" + a % 4,
              Optional.empty(),
              "",
              "",
              NOW));
      ids.add("ad" + a);
      codes[3 * a] = (short) (a % 4);
      codes[3 * a + 1] = (short) a;
    }
    return new FeatureSet(
        new Catalogue(
            List.of(new Advertiser("acme", "Acme", ZoneId.of("UTC"))),
            List.of(campaign),
            ads,
            List.of(),
            new ExchangeRates(LocalDate.EPOCH, "EUR", Map.of())),
        new SemanticIds(ids, 3, 16, codes));
  }
}
