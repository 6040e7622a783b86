package io.adlib.llm.model;

import io.adlib.data.config.LlmConfig;
import java.nio.file.Path;

/** Runs GGUF files in this process; implemented by an optional module, found as a service. */
public interface GgufProvider {

  /**
   * Loads a model.
   *
   * @throws io.adlib.core.InputException if the file is none
   * @throws io.adlib.core.EnvironmentException if the native library does not load
   */
  LanguageModel open(Path file, LlmConfig config);
}
