package io.adlib.infer.ranker;

import io.adlib.core.CorruptException;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.feature.FeatureRow;
import io.adlib.sid.feature.FeatureSet;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The first ranker: two calibrated logistic regressions over one {@link FeatureSet}. pCTR is for
 * the top position; {@link #positionOdds} says what a lower one leaves of the odds. Immutable and
 * thread-safe.
 */
public final class Ranker {

  private final FeatureSet features;
  private final String tokenizer;

  /** Click and conversion weights side by side, so that one cache line serves both. */
  private final float[] hashed_R2;

  private final float[] dense_D2;
  private final float[] position_P;
  private final double clickBias;
  private final double conversionBias;
  private final BetaMap clickMap;
  private final BetaMap conversionMap;

  private Ranker(SafetensorsFile file, FeatureSet features) {
    this.features = features;
    tokenizer = file.metadata().getOrDefault("tokenizer", "");
    hashed_R2 = interleave(file, "hashed", FeatureRow.ROWS);
    dense_D2 = interleave(file, "dense", features.denseCount());
    position_P = file.tensor("click.position").floats();
    clickBias = file.tensor("click.bias").requireShape(1).floats()[0];
    conversionBias = file.tensor("conversion.bias").requireShape(1).floats()[0];
    clickMap = BetaMap.read(file, "click.calibration");
    conversionMap = BetaMap.read(file, "conversion.calibration");
  }

  private Ranker(Ranker other, FeatureSet features) {
    this.features = features;
    tokenizer = other.tokenizer;
    hashed_R2 = other.hashed_R2;
    dense_D2 = other.dense_D2;
    position_P = other.position_P;
    clickBias = other.clickBias;
    conversionBias = other.conversionBias;
    clickMap = other.clickMap;
    conversionMap = other.conversionMap;
  }

  /** The same weights over the features of a catalogue that grew; see {@link FeatureSet#with}. */
  public Ranker over(FeatureSet grown) {
    if (!grown.names().equals(features.names())) {
      throw new IllegalArgumentException("the features have other names");
    }
    return new Ranker(this, grown);
  }

  /** Fingerprint of the tokenizer on whose semantic IDs it was trained; empty if it is not said. */
  public String tokenizer() {
    return tokenizer;
  }

  /** The features it looks at. */
  public FeatureSet features() {
    return features;
  }

  /**
   * Loads a ranker.
   *
   * @param safetensors as written by {@code TrainedRanker.save}
   * @param features over the catalogue and semantic IDs that are served
   * @throws CorruptException if the file is damaged, or was trained on other features
   */
  public static Ranker load(Path safetensors, FeatureSet features) {
    try (SafetensorsFile file = SafetensorsFile.open(safetensors)) {
      String trained = file.metadata().getOrDefault("features", "");
      if (!trained.equals(String.join(",", features.names()))) {
        throw new CorruptException(
            safetensors + " was trained on other features than this version has",
            "train the ranker again with this version");
      }
      return new Ranker(file, features);
    }
  }

  private static float[] interleave(SafetensorsFile file, String name, int length) {
    Tensor click = file.tensor("click." + name).requireShape(length);
    Tensor conversion = file.tensor("conversion." + name).requireShape(length);
    float[] first = click.floats();
    float[] second = conversion.floats();
    float[] both = new float[2 * length];
    for (int i = 0; i < length; i++) {
      both[2 * i] = first[i];
      both[2 * i + 1] = second[i];
    }
    return both;
  }

  /**
   * Values ads at one request.
   *
   * @param state the user; {@link UserState#unknown} where personal data may not be used
   * @param request the question
   * @param ads by their numbers in the catalogue
   * @return pCTR at the top position and pCVR of a click, in the order of {@code ads}
   */
  public Values value(UserState state, Request request, int[] ads) {
    FeatureSet.AtRequest at = features.at(state, request);
    FeatureRow row = features.newRow();
    double[] pClick = new double[ads.length];
    double[] pConversion = new double[ads.length];
    Optional<double[]> grade = at.grades().map(_ -> new double[ads.length]);
    for (int i = 0; i < ads.length; i++) {
      at.fill(ads[i], row);
      double click = clickBias;
      double conversion = conversionBias;
      for (int r = 0; r < row.size(); r++) {
        int at2 = 2 * row.row(r);
        click += hashed_R2[at2];
        conversion += hashed_R2[at2 + 1];
      }
      float[] dense = row.dense();
      for (int d = 0; d < dense.length; d++) {
        click += dense_D2[2 * d] * dense[d];
        conversion += dense_D2[2 * d + 1] * dense[d];
      }
      pClick[i] = clickMap.probability(click);
      pConversion[i] = conversionMap.probability(conversion);
      if (grade.isPresent()) {
        grade.get()[i] = at.grades().orElseThrow().of(ads[i]);
      }
    }
    return new Values(pClick, pConversion, grade);
  }

  /**
   * What is left of the click odds at a position, relative to the top one: for the small
   * probabilities of ads, pCTR at the position is about pCTR times this.
   *
   * @param position from 0
   */
  public double positionOdds(int position) {
    return Math.exp(position_P[Math.min(position, position_P.length - 1)]);
  }

  /**
   * The arrays are the caller's own.
   *
   * @param pClick pCTR at the top position, in (0,1)
   * @param pConversion pCVR of a click, in (0,1)
   * @param grade how well each answers the query, from 1 to 4, where a model says
   */
  public record Values(double[] pClick, double[] pConversion, Optional<double[]> grade) {}
}
