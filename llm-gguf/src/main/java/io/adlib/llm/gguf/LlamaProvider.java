package io.adlib.llm.gguf;

import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.args.LogFormat;
import io.adlib.core.ContentHash;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.data.config.LlmConfig;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.llm.model.GgufProvider;
import io.adlib.llm.model.LanguageModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads GGUF files with llama.cpp. */
public final class LlamaProvider implements GgufProvider {

  private static final Logger LOG = LoggerFactory.getLogger(LlamaProvider.class);
  private static final String MAGIC = "GGUF";

  /** For the service loader. */
  public LlamaProvider() {}

  @Override
  public LanguageModel open(Path file, LlmConfig config) {
    requireGguf(file);
    int context = config.promptTokens() * 2 + Math.max(2048, config.answerTokens());
    try {
      LlamaModel.setLogger(LogFormat.TEXT, (_, line) -> LOG.debug("{}", line.stripTrailing()));
      var parameters = new ModelParameters();
      parameters.setModel(file.toString());
      parameters.setCtxSize(context);
      parameters.setThreads(Runtime.getRuntime().availableProcessors());
      String name =
          "gguf " + ContentHash.ofFile(file).substring(0, 16) + " temperature=0 context=" + context;
      return new LlamaLanguageModel(new LlamaModel(parameters), name, config.timeout());
    } catch (LinkageError e) {
      throw new EnvironmentException(
          "llama.cpp's native library does not load: " + e.getMessage(),
          "use 64-bit Linux, macOS or Windows with a temporary folder that allows execution",
          e);
    } catch (RuntimeException e) {
      throw new InputException(
          file + " does not load as a model", "give a GGUF file that llama.cpp can run", e);
    }
  }

  /** llama.cpp ends the process over some broken files, so the first bytes are checked here. */
  private static void requireGguf(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new InputException("there is no model file " + file, "correct llm.gguf in adlib.yaml");
    }
    try (InputStream in = Files.newInputStream(file)) {
      if (!new String(in.readNBytes(4), StandardCharsets.ISO_8859_1).equals(MAGIC)) {
        throw new InputException(file + " is no GGUF file", "convert the model to GGUF first");
      }
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }
}
