package io.adlib.app.lm;

import io.adlib.llm.model.LanguageModel;
import java.util.Optional;

/** Those who can write for the demo market without a network. */
public final class DemoWriters {

  private DemoWriters() {}

  /** Fixed sentences and rules over the same prompts. */
  public static LanguageModel templates() {
    return new Templates();
  }

  /** The small model that comes with Adlib. */
  public static LanguageModel small() {
    return new EmbeddedModel().open(Optional.empty());
  }
}
