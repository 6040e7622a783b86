package io.adlib.data.config;

import io.adlib.core.InputException;
import io.adlib.core.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The language model of the offline tasks. The key itself never stands here: only the name of the
 * environment variable that holds it.
 *
 * @param client which kind of model
 * @param endpoint base address of an OpenAI-compatible server, such as {@code
 *     http://localhost:8000/v1}
 * @param model the name the server knows it by
 * @param keyVariable environment variable that holds the key
 * @param gguf file of a model to run in this process
 * @param schema whether the server is asked to hold answers to the schema
 * @param parallel calls at a time
 * @param timeout of one call, to the last byte
 * @param retries after a call that failed or was turned away
 * @param repairs times a malformed answer is asked for again, with the reason
 * @param promptTokens most tokens of a prompt
 * @param answerTokens most tokens of an answer; 0 takes each task's own
 * @param currency of prices and budget
 * @param priceInput of a million prompt tokens
 * @param priceOutput of a million answer tokens
 * @param budget most that one task may cost in this workspace, all runs together
 */
public record LlmConfig(
    Client client,
    String endpoint,
    String model,
    String keyVariable,
    String gguf,
    Schema schema,
    int parallel,
    Duration timeout,
    int retries,
    int repairs,
    int promptTokens,
    int answerTokens,
    String currency,
    Money priceInput,
    Money priceOutput,
    Money budget) {

  private static final String NONE = "none";

  /** Which kind of model. */
  public enum Client {
    NONE,
    OPENAI,
    GGUF,
    /** A small model of our own, in this process. */
    SMALL
  }

  /** Whether the server is asked to hold answers to the schema. */
  public enum Schema {
    /** Asked first; not any more once the server refuses it. */
    AUTO,
    STRICT,
    OFF
  }

  public LlmConfig {
    if (!keyVariable.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new InputException(
          "llm.key_env is not the name of an environment variable",
          "write a name such as ADLIB_LLM_KEY there, and put the key into that variable");
    }
    checkEndpoint(endpoint);
  }

  static LlmConfig of(Section s) {
    Client client =
        Client.valueOf(
            upper(
                s.oneOf(
                    "client",
                    NONE,
                    List.of(NONE, "openai", "gguf", "small"),
                    "Where the model runs: behind an OpenAI-compatible server, as a GGUF file in this"
                        + " process, or as the small model that comes with Adlib")));
    String endpoint =
        s.text(
            "endpoint",
            NONE,
            "Base address of the server, such as http://localhost:8000/v1;"
                + " ADLIB_LLM_ENDPOINT overrides it");
    String model =
        s.text(
            "model",
            NONE,
            "The name the server knows it by, or a folder of adlib train lm where client is small;"
                + " ADLIB_LLM_MODEL overrides it");
    String key =
        s.text("key_env", "ADLIB_LLM_KEY", "Environment variable that holds the server's key");
    String gguf = s.text("gguf", NONE, "GGUF file to run in this process");
    Schema schema =
        Schema.valueOf(
            upper(
                s.oneOf(
                    "schema",
                    "auto",
                    List.of("auto", "strict", "off"),
                    "Whether the server must hold answers to the schema; auto stops asking once"
                        + " it refuses")));
    int parallel = s.integer("parallel", 8, 1, 1024, "Calls at a time");
    Duration timeout =
        s.duration(
            "timeout",
            Duration.ofSeconds(60),
            Duration.ofMillis(10),
            Duration.ofHours(1),
            "Most time of a call, to its last byte");
    int retries = s.integer("retries", 6, 0, 100, "Times a failed call is made again");
    int repairs =
        s.integer("repairs", 2, 0, 10, "Times a malformed answer is asked for again, with why");
    int promptTokens =
        s.integer("prompt_tokens", 3000, 200, 1_000_000, "Most tokens of a prompt, estimated");
    int answerTokens =
        s.integer("answer_tokens", 0, 0, 1_000_000, "Most tokens of an answer; 0: the task's own");
    String currency = s.text("currency", "USD", "Currency of prices and budget, ISO 4217");
    Money priceInput = money(s, "price_input", 0, "Price of a million prompt tokens", currency);
    Money priceOutput = money(s, "price_output", 0, "Price of a million answer tokens", currency);
    Money budget =
        money(s, "budget", 5, "Most that one task may cost in this workspace, ever", currency);
    return new LlmConfig(
        client,
        endpoint,
        model,
        key,
        gguf,
        schema,
        parallel,
        timeout,
        retries,
        repairs,
        promptTokens,
        answerTokens,
        currency,
        priceInput,
        priceOutput,
        budget);
  }

  private static Money money(
      Section s, String key, double standard, String meaning, String currency) {
    double amount = s.number(key, standard, 0, 1e9, meaning);
    BigDecimal micros = BigDecimal.valueOf(amount).movePointRight(6);
    return Money.micros(micros.setScale(0, RoundingMode.HALF_UP).longValueExact(), currency);
  }

  private static void checkEndpoint(String endpoint) {
    if (endpoint.equals(NONE)) {
      return;
    }
    String remedy = "write an address such as http://localhost:8000/v1; the key has its own place";
    URI uri;
    try {
      uri = URI.create(endpoint);
    } catch (IllegalArgumentException _) {
      throw new InputException("llm.endpoint is no address", remedy);
    }
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!web || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getQuery() != null) {
      throw new InputException(
          "llm.endpoint must be http or https, with a host and without user or query", remedy);
    }
  }

  private static String upper(String word) {
    return word.toUpperCase(java.util.Locale.ROOT);
  }

  /** The same with another address and name of the model, where they are given. */
  public LlmConfig at(String otherEndpoint, String otherModel) {
    return new LlmConfig(
        otherEndpoint.isBlank() ? client : Client.OPENAI,
        otherEndpoint.isBlank() ? endpoint : otherEndpoint,
        otherModel.isBlank() ? model : otherModel,
        keyVariable,
        gguf,
        schema,
        parallel,
        timeout,
        retries,
        repairs,
        promptTokens,
        answerTokens,
        currency,
        priceInput,
        priceOutput,
        budget);
  }

  /** The same with another budget. */
  public LlmConfig withBudget(Money other) {
    return new LlmConfig(
        client,
        endpoint,
        model,
        keyVariable,
        gguf,
        schema,
        parallel,
        timeout,
        retries,
        repairs,
        promptTokens,
        answerTokens,
        currency,
        priceInput,
        priceOutput,
        other);
  }

  /** Whether the setting is given. */
  public static boolean isGiven(String setting) {
    return !setting.equals(NONE);
  }
}
