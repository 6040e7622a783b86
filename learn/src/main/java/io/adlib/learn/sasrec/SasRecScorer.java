package io.adlib.learn.sasrec;

import io.adlib.evaluate.sequential.SequentialScorer;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Tensor;
import io.adlib.learn.torch.Torch;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** SASRec as a scorer: the product of the last hidden state with every item. Not thread-safe. */
public final class SasRecScorer implements SequentialScorer {

  private static final int CHUNK = 256;
  private final SasRec model;

  /** Scores with a model's present weights. */
  public SasRecScorer(SasRec model) {
    this.model = model;
  }

  @Override
  public String name() {
    return "sasrec";
  }

  @Override
  public void score(int[][] histories, float[][] scores_BN) {
    Integer[] order =
        IntStream.range(0, histories.length)
            .boxed()
            .sorted(Comparator.comparingInt(b -> histories[b].length))
            .toArray(Integer[]::new);
    for (int from = 0; from < order.length; from += CHUNK) {
      Integer[] part = Arrays.copyOfRange(order, from, Math.min(order.length, from + CHUNK));
      Torch.stepWithoutGradient(() -> score(histories, scores_BN, part));
    }
  }

  private boolean score(int[][] histories, float[][] scores_BN, Integer[] part) {
    int longest = model.config().maxLength();
    int[][] inputs =
        Arrays.stream(part)
            .map(b -> histories[b])
            .map(h -> Arrays.copyOfRange(h, Math.max(0, h.length - longest), h.length))
            .toArray(int[][]::new);
    int[] last_B = new int[part.length];
    int position = -1;
    for (int i = 0; i < part.length; i++) {
      position += inputs[i].length;
      last_B[i] = position;
    }
    float[] flat =
        model
            .hidden(inputs, Dropout.NONE)
            .rows(Tensor.of(last_B, last_B.length))
            .matmul(model.items().transpose(0, 1))
            .floats();
    int n = model.itemCount();
    for (int i = 0; i < part.length; i++) {
      System.arraycopy(flat, i * n, scores_BN[part[i]], 0, n);
    }
    return true;
  }
}
