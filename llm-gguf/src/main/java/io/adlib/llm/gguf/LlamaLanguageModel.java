package io.adlib.llm.gguf;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.Pair;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Prompt;
import io.adlib.llm.model.Reply;
import io.adlib.llm.model.Usage;
import io.adlib.llm.schema.JsonSchema;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A GGUF model in this process. Answers are held to the prompt's schema by a grammar, greedily. One
 * prompt at a time: it uses all cores. Thread-safe.
 */
final class LlamaLanguageModel implements LanguageModel {

  private final LlamaModel model;
  private final String fingerprint;
  private final Duration timeout;
  private final ReentrantLock turn = new ReentrantLock();

  LlamaLanguageModel(LlamaModel model, String fingerprint, Duration timeout) {
    this.model = model;
    this.fingerprint = fingerprint;
    this.timeout = timeout;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public Reply ask(Prompt prompt) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      return generate(prompt);
    } finally {
      turn.unlock();
    }
  }

  private Reply generate(Prompt prompt) throws InterruptedException {
    var messages =
        new InferenceParameters("")
            .setMessages(prompt.system(), List.of(new Pair<>("user", prompt.user())));
    String text = model.applyTemplate(messages);
    var parameters =
        new InferenceParameters(text)
            .setGrammar(LlamaModel.jsonSchemaToGrammar(JsonSchema.bounded(prompt.shape())))
            .setTemperature(0)
            .setNPredict(prompt.answerTokens());
    long deadline = System.nanoTime() + timeout.toNanos();
    var answer = new StringBuilder();
    int tokens = 0;
    LlamaIterator pieces = model.generate(parameters).iterator();
    while (pieces.hasNext()) {
      if (Thread.interrupted()) {
        pieces.cancel();
        throw new InterruptedException("interrupted while the model wrote");
      }
      if (System.nanoTime() > deadline) {
        pieces.cancel();
        return new Reply.Failed("no whole answer within " + timeout.toMillis() + " ms", false);
      }
      answer.append(pieces.next().text);
      tokens++;
    }
    var usage = new Usage(model.encode(text).length, tokens);
    return new Reply.Answered(
        answer.toString(), Optional.of(usage), tokens < prompt.answerTokens());
  }

  @Override
  public void close() {
    model.close();
  }
}
