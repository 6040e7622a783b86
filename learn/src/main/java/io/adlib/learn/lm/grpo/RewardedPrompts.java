package io.adlib.learn.lm.grpo;

import io.adlib.kernel.lm.Chat;
import java.util.List;

/**
 * Prompts and how answers to them are judged.
 *
 * @param prompts the messages before each answer
 * @param reward of answers to them
 */
public record RewardedPrompts(List<List<Chat.Message>> prompts, OfText reward) {

  /** How good an answer is, as a text. */
  @FunctionalInterface
  public interface OfText {
    /**
     * The reward.
     *
     * @param prompt its number
     * @return in [0,1]; below 0 for an answer of the wrong form
     */
    double of(int prompt, String answer);
  }

  public RewardedPrompts {
    prompts = List.copyOf(prompts);
  }

  List<int[]> tokens(Chat chat) {
    return prompts.stream().map(chat::prompt).toList();
  }

  Reward onTokens(Chat chat) {
    return (prompt, answer) -> reward.of(prompt, chat.pairs().decode(answer));
  }
}
