package io.adlib.learn.tiger;

import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Tensor;
import java.util.Arrays;

/**
 * Encoded histories as a search sees them: each one's rows, equally many, look at all of it. Keys
 * and values are worked out once a layer. Letters: B histories, S tokens of the longest, R = B·K
 * rows of n tokens. Lives inside one step; not thread-safe.
 */
final class Memory implements Tiger.Cross {

  private final int histories;
  private final int tokens;
  private final int heads;
  private final Tensor[] kv_B2HSd;
  private final Tensor unseen_B11S;

  /**
   * @param encoded_QD tokens of all histories
   * @param start_B where each one's begin
   * @param length_B how many they are
   */
  Memory(Tiger model, Tensor encoded_QD, int[] start_B, int[] length_B) {
    histories = start_B.length;
    tokens = Arrays.stream(length_B).max().orElse(0);
    heads = model.config().heads();
    int[] place_BS = new int[histories * tokens];
    float[] mask_BS = new float[place_BS.length];
    for (int b = 0; b < histories; b++) {
      for (int s = 0; s < tokens; s++) {
        boolean real = s < length_B[b];
        place_BS[b * tokens + s] = start_B[b] + (real ? s : 0);
        mask_BS[b * tokens + s] = real ? 0 : Float.NEGATIVE_INFINITY;
      }
    }
    Tensor place = Tensor.of(place_BS, place_BS.length);
    long d = model.config().width() / heads;
    kv_B2HSd = new Tensor[model.config().layers()];
    for (int layer = 0; layer < kv_B2HSd.length; layer++) {
      kv_B2HSd[layer] =
          model
              .memory(encoded_QD, layer, Precision.FLOAT32)
              .rows(place)
              .reshape(histories, tokens, 2L * heads, d)
              .transpose(1, 2);
    }
    unseen_B11S = Tensor.of(mask_BS, histories, 1, 1, tokens);
  }

  @Override
  public Tensor attend(int layer, Tensor q_QD) {
    long width = q_QD.size(1);
    long mine = q_QD.size(0) / histories;
    Tensor k_BHSd = kv_B2HSd[layer].narrow(1, 0, heads);
    Tensor v_BHSd = kv_B2HSd[layer].narrow(1, heads, heads);
    Tensor q_BHMd = q_QD.reshape(histories, mine, heads, width / heads).transpose(1, 2);
    Tensor score_BHMS =
        q_BHMd
            .mul(1 / Math.sqrt((double) width / heads))
            .matmul(k_BHSd.transpose(2, 3))
            .add(unseen_B11S);
    return score_BHMS.softmax().matmul(v_BHSd).transpose(1, 2).reshape(q_QD.size(0), width);
  }
}
