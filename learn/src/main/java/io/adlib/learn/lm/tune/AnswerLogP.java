package io.adlib.learn.lm.tune;

import io.adlib.learn.lm.CausalLm;
import io.adlib.learn.torch.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Log-probabilities of the answers' tokens, of all examples end to end. Made inside a step and
 * valid in it.
 *
 * @param logP_N1 of each token after those before it
 * @param balance load-balancing losses of the layers with experts, unweighted
 */
public record AnswerLogP(Tensor logP_N1, List<Tensor> balance) {

  /** Reads examples, ascending by length; only answers go through the head. */
  public static AnswerLogP of(CausalLm model, List<Example> batch) {
    CausalLm.Hidden hidden = model.hidden(batch.stream().map(Example::input).toArray(int[][]::new));
    int[] targets = batch.stream().flatMapToInt(e -> Arrays.stream(e.answer())).toArray();
    int[] places = new int[targets.length];
    int at = 0;
    int from = 0;
    for (Example example : batch) {
      for (int i = example.answerFrom() - 1; i < example.tokens().length - 1; i++) {
        places[at++] = from + i;
      }
      from += example.tokens().length - 1;
    }
    Tensor h_ND = hidden.h_PD().rows(Tensor.of(places, places.length));
    Tensor logP_NV = model.logits(h_ND).logSoftmax();
    return new AnswerLogP(
        logP_NV.gather(1, Tensor.of(targets, targets.length, 1)), hidden.balance());
  }
}
