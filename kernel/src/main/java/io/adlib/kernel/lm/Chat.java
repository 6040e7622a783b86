package io.adlib.kernel.lm;

import io.adlib.core.InputException;
import io.adlib.kernel.bpe.BytePairs;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How messages become tokens: ChatML, as Qwen has it, or Llama 3's headers, whichever the tokenizer
 * has special tokens for. What stands in a message is text and never a special token. Immutable and
 * thread-safe.
 */
public final class Chat {

  private static final String CHATML_START = "<|im_start|>";
  private static final String CHATML_END = "<|im_end|>";
  private static final String LLAMA_START = "<|start_header_id|>";
  private static final String LLAMA_MIDDLE = "<|end_header_id|>";
  private static final String LLAMA_END = "<|eot_id|>";

  /** Special tokens of a tokenizer that is made for one model alone. */
  public static final List<String> MARKS = List.of("<|endoftext|>", CHATML_START, CHATML_END);

  private final BytePairs pairs;
  private final boolean chatMl;
  private final int end;

  /**
   * A message.
   *
   * @param role {@code system}, {@code user} or {@code assistant}
   */
  public record Message(String role, String content) {}

  /**
   * The template that a tokenizer was made for.
   *
   * @throws InputException if it has special tokens for neither
   */
  public Chat(BytePairs pairs) {
    this.pairs = pairs;
    chatMl = pairs.special(CHATML_START).isPresent() && pairs.special(CHATML_END).isPresent();
    boolean llama =
        List.of(LLAMA_START, LLAMA_MIDDLE, LLAMA_END).stream()
            .allMatch(mark -> pairs.special(mark).isPresent());
    if (!chatMl && !llama) {
      throw new InputException(
          "the tokenizer has no special tokens for messages",
          "use an instruct model of Qwen or Llama 3, or one that Adlib trained");
    }
    end = pairs.special(chatMl ? CHATML_END : LLAMA_END).orElseThrow();
  }

  /** The tokenizer. */
  public BytePairs pairs() {
    return pairs;
  }

  /** The token that ends a message. */
  public int end() {
    return end;
  }

  /** Messages, and the beginning of the answer that is to come. */
  public int[] prompt(List<Message> messages) {
    IntStream.Builder ids = IntStream.builder();
    for (Message message : messages) {
      head(message.role(), ids);
      add(pairs.encode(message.content()), ids);
      ids.add(end);
      if (chatMl) {
        add(pairs.encode("\n"), ids);
      }
    }
    head("assistant", ids);
    return ids.build().toArray();
  }

  /** An answer with its end. */
  public int[] answer(String content) {
    return IntStream.concat(IntStream.of(pairs.encode(content)), IntStream.of(end)).toArray();
  }

  private void head(String role, IntStream.Builder ids) {
    ids.add(pairs.special(chatMl ? CHATML_START : LLAMA_START).orElseThrow());
    add(pairs.encode(role), ids);
    if (!chatMl) {
      ids.add(pairs.special(LLAMA_MIDDLE).orElseThrow());
    }
    add(pairs.encode(chatMl ? "\n" : "\n\n"), ids);
  }

  private static void add(int[] some, IntStream.Builder ids) {
    for (int id : some) {
      ids.add(id);
    }
  }
}
