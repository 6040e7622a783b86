package io.adlib.learn.torch;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Cross-entropy of a softmax over many classes, forward and backward at once over chunks of rows,
 * so that the logits [P,N] never stand in memory whole and are read once. The gradient is the
 * analytic one: (softmax − one-hot) / P.
 */
public final class SoftmaxHead {

  private final int chunk;
  private final Precision precision;

  /**
   * @param chunk rows at a time, about what fits in the cache
   * @param precision of the matrix products
   */
  public SoftmaxHead(int chunk, Precision precision) {
    this.chunk = chunk;
    this.precision = precision;
  }

  /**
   * What came of it.
   *
   * @param loss the mean over P of −log softmax(h · weightᵀ)[target]
   * @param h_PD the loss's gradient by h
   * @param weight_ND the loss's gradient by the weight
   */
  public record Gradients(double loss, Tensor h_PD, Tensor weight_ND) {}

  /**
   * The loss with its gradient by both inputs, which are only read.
   *
   * @param target_P classes, in [0, N)
   */
  public Gradients gradients(Tensor h_PD, Tensor weight_ND, int[] target_P) {
    return gradients(h_PD, weight_ND, target_P, new float[0], 1.0 / target_P.length);
  }

  /**
   * The same with a weight a row: the loss is Σ_p share_p · −log softmax(…)[target_p].
   *
   * @param share_P factors
   */
  public Gradients gradients(Tensor h_PD, Tensor weight_ND, int[] target_P, float[] share_P) {
    return gradients(h_PD, weight_ND, target_P, share_P, 1);
  }

  private Gradients gradients(
      Tensor h_PD, Tensor weight_ND, int[] target_P, float[] share_P, double common) {
    int rows = target_P.length;
    boolean alike = share_P.length == 0;
    double loss = 0;
    var minusOne = new Scalar(-1.0);
    try (var _ = new NoGradGuard()) {
      var gradient_PD = torch.empty_like(h_PD.at);
      var weight_ND16 = convert(weight_ND.at.detach());
      var weight_DN16 = weight_ND16.t().contiguous();
      var gradient_DN = torch.zeros(weight_ND.size(1), weight_ND.size(0));
      for (int from = 0; from < rows; from += chunk) {
        int size = Math.min(chunk, rows - from);
        try (var _ = new PointerScope()) {
          int[] targets = Arrays.copyOfRange(target_P, from, from + size);
          var target_P1 = Tensor.of(targets, size, 1).at.toType(ScalarType.Long);
          var h = convert(h_PD.at.detach().narrow(0, from, size));
          var p_PN = torch.softmax(torch.matmul(h, weight_DN16), -1);
          var chosen = p_PN.gather(1, target_P1).toType(ScalarType.Float);
          var logP_P1 = chosen.clamp_min(new Scalar(1e-30)).log();
          p_PN.scatter_add_(1, target_P1, torch.full_like(target_P1, minusOne).to(p_PN.dtype()));
          if (!alike) {
            var share = Tensor.of(Arrays.copyOfRange(share_P, from, from + size), size, 1).at;
            logP_P1 = logP_P1.mul(share);
            p_PN.mul_(share.to(p_PN.dtype()));
          }
          loss -= logP_P1.sum().item().toDouble();
          gradient_PD.narrow(0, from, size).copy_(torch.matmul(p_PN, weight_ND16));
          gradient_DN.add_(torch.matmul(h.t(), p_PN));
        }
      }
      var share = new Scalar(common);
      return new Gradients(
          alike ? loss / rows : loss,
          new Tensor(gradient_PD.mul_(share)),
          new Tensor(gradient_DN.mul_(share).t().contiguous()));
    }
  }

  private org.bytedeco.pytorch.Tensor convert(org.bytedeco.pytorch.Tensor x) {
    return precision == Precision.FLOAT32 ? x : x.toType(ScalarType.BFloat16);
  }
}
