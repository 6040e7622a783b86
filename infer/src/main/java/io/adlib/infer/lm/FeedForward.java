package io.adlib.infer.lm;

import io.adlib.infer.lm.LmWeights.Dense;
import io.adlib.infer.lm.LmWeights.Feed;
import io.adlib.infer.lm.LmWeights.Mixture;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.lm.Experts;
import io.adlib.kernel.lm.LmShape;
import java.util.Arrays;

/** Feed-forwards and experts, with the scratch of one session. Not thread-safe. */
final class FeedForward {

  private final Kernels kernels;
  private final int width;
  private final float[] hidden;
  private final float[] router;
  private final float[] one;
  private final float[] zeros;

  FeedForward(LmShape shape, Kernels kernels, int rows) {
    this.kernels = kernels;
    width = shape.width();
    int widest =
        Math.max(
            shape.hidden(),
            shape.experts().map(e -> Math.max(e.hidden(), e.sharedHidden())).orElse(0));
    hidden = new float[rows * 2 * widest];
    router = new float[shape.experts().map(Experts::count).orElse(0)];
    one = new float[width];
    zeros = new float[Math.max(Math.max(2 * widest, width), router.length)];
  }

  /** What {@code rows} rows of x become, in y. */
  void run(Feed feed, float[] x, int rows, float[] y) {
    switch (feed) {
      case Dense dense -> dense(dense, x, 0, rows, y, 0);
      case Mixture mixture -> {
        for (int r = 0; r < rows; r++) {
          mixture(mixture, x, r * width, y);
        }
      }
    }
  }

  private void dense(Dense dense, float[] x, int xAt, int rows, float[] y, int yAt) {
    int f = dense.down().in();
    dense.gateUp().apply(kernels, rows, x, xAt, width, zeros, hidden, 0, 2 * f);
    for (int r = 0; r < rows; r++) {
      kernels.siluGate(hidden, r * 2 * f, hidden, r * 2 * f + f, f);
    }
    dense.down().apply(kernels, rows, hidden, f, 2 * f, zeros, y, yAt, width);
  }

  private void mixture(Mixture mixture, float[] x, int at, float[] y) {
    Experts shape = mixture.shape();
    mixture.router().apply(kernels, 1, x, at, width, zeros, router, 0, shape.count());
    kernels.softmax(router, 0, shape.count());
    Arrays.fill(y, at, at + width, 0);
    int[] chosen = new int[shape.active()];
    float[] share = new float[shape.active()];
    float sum = 0;
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = kernels.argMax(router, 0, shape.count());
      share[i] = router[chosen[i]];
      router[chosen[i]] = -1;
      sum += share[i];
    }
    for (int i = 0; i < chosen.length; i++) {
      dense(mixture.experts().get(chosen[i]), x, at, 1, one, 0);
      kernels.axpy(shape.normalised() ? share[i] / sum : share[i], one, 0, y, at, width);
    }
    if (mixture.shared().isPresent()) {
      dense(mixture.shared().get(), x, at, 1, one, 0);
      double gate = kernels.dot(x, at, mixture.sharedGate(), 0, width);
      kernels.axpy((float) (1 / (1 + Math.exp(-gate))), one, 0, y, at, width);
    }
  }

  /** {@code y = x/√(mean(x²) + ε) ⊙ gain}; x and y may be the same. */
  static void rmsNorm(
      Kernels kernels,
      double epsilon,
      float[] x,
      int xAt,
      float[] gain,
      float[] y,
      int yAt,
      int n) {
    float scale = (float) (1 / Math.sqrt(kernels.dot(x, xAt, x, xAt, n) / n + epsilon));
    for (int i = 0; i < n; i++) {
      y[yAt + i] = x[xAt + i] * scale * gain[i];
    }
  }
}
