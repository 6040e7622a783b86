package io.adlib.learn.attention;

import io.adlib.learn.attention.Packing.Group;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Tensor;
import java.util.function.Function;

/** Multi-head attention over packed sequences. */
public final class PackedAttention {

  private PackedAttention() {}

  /**
   * {@code concat_h softmax(q_h k_hᵀ / √d + bias) v_h} inside each sequence.
   *
   * @param qkv_P3D queries, keys and values side by side
   * @param bias what is added to a group's scores: a position bias, and −∞ where it may not look;
   *     broadcast to [B,H,T,T]
   * @param rate dropout of the attention weights
   * @return [P,D]
   */
  public static Tensor attend(
      Packing packing,
      Tensor qkv_P3D,
      int heads,
      Function<Group, Tensor> bias,
      Dropout dropout,
      double rate) {
    Tensor[] parts = new Tensor[packing.groups().size()];
    for (int g = 0; g < parts.length; g++) {
      Group group = packing.groups().get(g);
      parts[g] = attend(group, qkv_P3D, heads, bias.apply(group), dropout, rate);
    }
    return parts.length == 1 ? parts[0] : Tensor.concat(0, parts);
  }

  private static Tensor attend(
      Group group, Tensor qkv_P3D, int heads, Tensor bias, Dropout dropout, double rate) {
    long b = group.sequences();
    long t = group.length();
    long width = qkv_P3D.size(1) / 3;
    long d = width / heads;
    Tensor padded =
        qkv_P3D
            .narrow(0, group.first(), group.positions())
            .rows(group.pad_BT())
            .reshape(b, t, 3L * heads, d)
            .transpose(1, 2);
    Tensor q_BHTd = padded.narrow(1, 0, heads);
    Tensor k_BHTd = padded.narrow(1, heads, heads);
    Tensor v_BHTd = padded.narrow(1, 2L * heads, heads);
    Tensor score_BHTT = q_BHTd.mul(1 / Math.sqrt(d)).matmul(k_BHTd.transpose(2, 3)).add(bias);
    Tensor weight_BHTT = dropout.apply(score_BHTT.softmax(), rate);
    return weight_BHTT.matmul(v_BHTd).transpose(1, 2).reshape(b * t, width).rows(group.unpad_P());
  }
}
