package io.adlib.infer.ranker;

import io.adlib.kernel.safetensors.SafetensorsFile;

/** Beta calibration of a raw logit: σ(a·ln p − b·ln(1−p) + c). */
record BetaMap(double a, double b, double c) {

  static BetaMap read(SafetensorsFile file, String name) {
    double[] abc = file.tensor(name).requireShape(3).doubles();
    return new BetaMap(abc[0], abc[1], abc[2]);
  }

  double probability(double logit) {
    double softplus = Math.max(0, logit) + Math.log1p(Math.exp(-Math.abs(logit)));
    return 1 / (1 + Math.exp(-(a * (logit - softplus) + b * softplus + c)));
  }
}
