package io.adlib.llm.prompt;

/**
 * About how many tokens a text has, without any model's tokenizer: a quarter of its ASCII
 * characters and half of its other bytes. For budgets of prompts and estimates of cost; what may be
 * spent is bounded by {@link io.adlib.llm.model.Prompt#mostInputTokens} instead.
 */
public final class TokenCount {

  private TokenCount() {}

  /** The estimate, rounded up. */
  public static int estimate(String text) {
    long quarters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quarters += c < 0x80 ? 1 : c < 0x800 ? 4 : 6;
    }
    return (int) Math.min(Integer.MAX_VALUE, (quarters + 3) / 4);
  }

  /** The beginning of a text of at most so many tokens, cut between words where it can be. */
  static String cut(String text, int tokens) {
    if (estimate(text) <= tokens) {
      return text;
    }
    int low = 0;
    int high = text.length();
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (estimate(text.substring(0, middle)) <= tokens - 1) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    if (low > 0 && Character.isHighSurrogate(text.charAt(low - 1))) {
      low--;
    }
    int space = text.lastIndexOf(' ', low);
    return text.substring(0, space > low / 2 ? space : low) + "…";
  }
}
