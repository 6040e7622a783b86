package io.adlib.llm.model;

/**
 * Something that answers prompts: a server, a file in this process, a recording, our own small
 * model. Implementations are thread-safe; a call blocks and can be interrupted.
 */
public interface LanguageModel extends AutoCloseable {

  /**
   * Names the model and every setting that changes its answers, for the cache. Holds no secret and
   * no address.
   */
  String fingerprint();

  /**
   * Asks once; does not try again by itself.
   *
   * @throws InterruptedException if interrupted before the answer was there
   */
  Reply ask(Prompt prompt) throws InterruptedException;

  @Override
  void close();
}
