package io.adlib.llm.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Runs small models of the program's own in this process; implemented above this module, found as a
 * service.
 */
public interface SmallProvider {

  /**
   * Loads a model.
   *
   * @param folder one that {@code adlib train lm} wrote; empty for the one that comes with the
   *     program
   * @throws io.adlib.core.AdlibException if the folder is none
   */
  LanguageModel open(Optional<Path> folder);
}
