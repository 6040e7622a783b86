package io.adlib.llm;

import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Prompt;
import io.adlib.llm.model.Reply;
import io.adlib.llm.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A model that does what a function says, and remembers what it was asked. */
public final class TestingModel implements LanguageModel {

  private final Function<Prompt, Reply> function;
  private final List<Prompt> asked = new ArrayList<>();

  private TestingModel(Function<Prompt, Reply> function) {
    this.function = function;
  }

  public static TestingModel replying(Function<Prompt, Reply> function) {
    return new TestingModel(function);
  }

  /** Always whole answers, of 100 prompt and 50 answer tokens. */
  public static TestingModel saying(Function<Prompt, String> function) {
    return new TestingModel(prompt -> answered(function.apply(prompt)));
  }

  public static Reply answered(String text) {
    return new Reply.Answered(text, Optional.of(new Usage(100, 50)), true);
  }

  @Override
  public String fingerprint() {
    return "testing";
  }

  @Override
  public Reply ask(Prompt prompt) {
    synchronized (asked) {
      asked.add(prompt);
    }
    return function.apply(prompt);
  }

  public List<Prompt> asked() {
    synchronized (asked) {
      return List.copyOf(asked);
    }
  }

  @Override
  public void close() {}
}
