package io.adlib.learn.lm.tune;

import io.adlib.learn.lm.CausalLm;
import io.adlib.learn.torch.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Log-probabilities of examples' tokens, each after those before it, of all examples end to end.
 * Made inside a step and valid in it.
 *
 * @param logP_N1 of each token
 * @param balance load-balancing losses of the layers with experts, unweighted
 */
public record TokenLogP(Tensor logP_N1, List<Tensor> balance) {

  /** Of the answers alone; only they go through the head. Examples ascend by length. */
  public static TokenLogP ofAnswers(CausalLm model, List<Example> batch) {
    return from(model, batch, Example::answerFrom);
  }

  /** Of prompts and answers, all but each example's first token. Examples ascend by length. */
  static TokenLogP ofAll(CausalLm model, List<Example> batch) {
    return from(model, batch, _ -> 1);
  }

  private static TokenLogP from(CausalLm model, List<Example> batch, ToIntFunction<Example> first) {
    CausalLm.Hidden hidden = model.hidden(batch.stream().map(Example::input).toArray(int[][]::new));
    int[] targets =
        batch.stream()
            .flatMapToInt(e -> Arrays.stream(e.tokens(), first.applyAsInt(e), e.tokens().length))
            .toArray();
    int[] places = new int[targets.length];
    int at = 0;
    int from = 0;
    for (Example example : batch) {
      for (int i = first.applyAsInt(example) - 1; i < example.tokens().length - 1; i++) {
        places[at++] = from + i;
      }
      from += example.tokens().length - 1;
    }
    Tensor h_ND = hidden.h_PD().rows(Tensor.of(places, places.length));
    Tensor logP_NV = model.logits(h_ND).logSoftmax();
    return new TokenLogP(
        logP_NV.gather(1, Tensor.of(targets, targets.length, 1)), hidden.balance());
  }
}
