package io.adlib.learn.ranker;

import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Two calibrated logistic regressions, for clicks and for conversions after a click. */
public final class TrainedRanker {

  private final List<String> features;
  private final LogisticModel click;
  private final BetaCalibration clickCalibration;
  private final LogisticModel conversion;
  private final BetaCalibration conversionCalibration;

  TrainedRanker(
      List<String> features,
      LogisticModel click,
      BetaCalibration clickCalibration,
      LogisticModel conversion,
      BetaCalibration conversionCalibration) {
    this.features = List.copyOf(features);
    this.click = click;
    this.clickCalibration = clickCalibration;
    this.conversion = conversion;
    this.conversionCalibration = conversionCalibration;
  }

  /** The probability of a click, had the impression been at a position, from 0. */
  public double pClick(Impressions data, int impression, int position) {
    return clickCalibration.probability(
        click.logit(data, impression, 0), click.position_P()[position]);
  }

  /** The same before calibration. */
  public double rawClick(Impressions data, int impression, int position) {
    return LogisticTrainer.sigmoid(click.logit(data, impression, position));
  }

  /** The probability that a click on it becomes a conversion. */
  public double pConversion(Impressions data, int impression) {
    return conversionCalibration.probability(conversion.logit(data, impression, 0), 0);
  }

  /** The same before calibration. */
  public double rawConversion(Impressions data, int impression) {
    return LogisticTrainer.sigmoid(conversion.logit(data, impression, 0));
  }

  /**
   * Writes what {@code io.adlib.infer.ranker.Ranker} loads.
   *
   * @param tokenizer fingerprint of the one whose semantic IDs it looked at
   */
  public void save(Path safetensors, String tokenizer) {
    var tensors = new ArrayList<Tensor>();
    tensors.addAll(click.tensors("click"));
    tensors.add(calibration("click", clickCalibration));
    tensors.addAll(conversion.tensors("conversion"));
    tensors.add(calibration("conversion", conversionCalibration));
    SafetensorsWriter.write(
        safetensors,
        Map.of(
            "kind",
            "ranker",
            "version",
            "1",
            "features",
            String.join(",", features),
            "tokenizer",
            tokenizer),
        tensors);
  }

  private static Tensor calibration(String head, BetaCalibration beta) {
    return Tensor.of(head + ".calibration", new double[] {beta.a(), beta.b(), beta.c()}, 3);
  }
}
