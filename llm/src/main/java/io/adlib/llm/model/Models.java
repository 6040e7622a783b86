package io.adlib.llm.model;

import io.adlib.core.InputException;
import io.adlib.data.config.LlmConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Opens the model that adlib.yaml and the environment name. */
public final class Models {

  private Models() {}

  /** The configuration as the environment changes it. */
  public static LlmConfig configured(LlmConfig config, Map<String, String> environment) {
    return config.at(
        environment.getOrDefault("ADLIB_LLM_ENDPOINT", ""),
        environment.getOrDefault("ADLIB_LLM_MODEL", ""));
  }

  /**
   * Opens the model.
   *
   * @param environment where the key is, such as {@link System#getenv()}
   * @throws InputException if none is configured
   */
  public static LanguageModel open(
      LlmConfig config, Map<String, String> environment, InstantSource clock) {
    return switch (config.client()) {
      case NONE -> throw none();
      case OPENAI -> {
        if (!LlmConfig.isGiven(config.endpoint()) || !LlmConfig.isGiven(config.model())) {
          throw new InputException(
              "llm.client is openai, but llm.endpoint or llm.model is missing",
              "name both in adlib.yaml, such as endpoint: http://localhost:8000/v1");
        }
        var key = new Secret(environment.getOrDefault(config.keyVariable(), ""));
        yield new OpenAiModel(config, key, clock);
      }
      case GGUF -> {
        if (!LlmConfig.isGiven(config.gguf())) {
          throw new InputException(
              "llm.client is gguf, but llm.gguf names no file", "name the file in adlib.yaml");
        }
        yield ServiceLoader.load(GgufProvider.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new InputException(
                        "this build cannot run GGUF files: the optional module llm-gguf is absent",
                        "build it in with: ADLIB_GGUF=true ./adlib"))
            .open(Path.of(config.gguf()), config);
      }
      case SMALL ->
          ServiceLoader.load(SmallProvider.class)
              .findFirst()
              .orElseThrow(
                  () ->
                      new InputException(
                          "this program has no small model of its own",
                          "run it by ./adlib, or name a server in llm.endpoint"))
              .open(Optional.of(config.model()).filter(LlmConfig::isGiven).map(Path::of));
    };
  }

  /**
   * Says at once, before anything is read, that there is no model.
   *
   * @throws InputException if none is configured
   */
  public static void requireConfigured(LlmConfig config) {
    if (config.client() == LlmConfig.Client.NONE) {
      throw none();
    }
  }

  private static InputException none() {
    return new InputException(
        "no language model is configured",
        "set llm.client: openai, llm.endpoint (such as http://localhost:8000/v1) and llm.model in"
            + " adlib.yaml, and put the key, if there is one, into ADLIB_LLM_KEY; or set llm.client:"
            + " small for the small model that comes with Adlib, for the tasks relevance, queries,"
            + " tags and copy");
  }
}
