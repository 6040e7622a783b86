package io.adlib.llm.model;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.output.FinishReason;
import io.adlib.data.config.LlmConfig;
import io.adlib.llm.schema.JsonSchema;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model behind any OpenAI-compatible server. Answers are held to the prompt's schema where the
 * server can do that; where it refuses, the prompt alone says what is wanted and the caller's check
 * is what counts. Thread-safe.
 */
public final class OpenAiModel implements LanguageModel {

  private static final Logger LOG = LoggerFactory.getLogger(OpenAiModel.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LONGEST_REASON = 200;

  private final LlmConfig config;
  private final Secret key;
  private final DeadlineHttp http;
  private final OpenAiChatModel client;
  private volatile Dialect dialect;

  /** A model of the configuration's endpoint; the key may be blank where the server wants none. */
  public OpenAiModel(LlmConfig config, Secret key, InstantSource clock) {
    this.config = config;
    this.key = key;
    dialect = new Dialect(config.schema() != LlmConfig.Schema.OFF, false, true);
    http = new DeadlineHttp(config.timeout(), clock);
    client =
        OpenAiChatModel.builder()
            .httpClientBuilder(http)
            .baseUrl(config.endpoint())
            .apiKey(key.isBlank() ? "none" : key.reveal())
            .modelName(config.model())
            .strictJsonSchema(true)
            .maxRetries(0)
            .logRequests(false)
            .logResponses(false)
            .build();
  }

  @Override
  public String fingerprint() {
    return "openai " + config.model() + " temperature=0";
  }

  @Override
  public Reply ask(Prompt prompt) throws InterruptedException {
    while (true) {
      Dialect spoken = dialect;
      Reply reply = ask(prompt, spoken);
      if (!(reply instanceof Reply.Refused(String reason, boolean always)) || always) {
        return reply;
      }
      Optional<Dialect> next = spoken.after(reason, config.schema() == LlmConfig.Schema.AUTO);
      if (next.isEmpty()) {
        return reply;
      }
      LOG.info("the server refuses {}, going on with {}", spoken, next.get());
      dialect = next.get();
    }
  }

  private Reply ask(Prompt prompt, Dialect spoken) throws InterruptedException {
    try {
      return answered(client.chat(request(prompt, spoken)));
    } catch (RuntimeException e) {
      for (Throwable t = e; t != null; t = t.getCause()) {
        switch (t) {
          case DeadlineHttp.CancelledCall _ -> {
            // the library's exceptions are unchecked; Thread.interrupted() clears what they keep
            boolean _ = Thread.interrupted();
            throw new InterruptedException("interrupted while waiting for the model");
          }
          case HttpFailure failure -> {
            return failed(failure);
          }
          default -> {}
        }
      }
      return new Reply.Failed("the server's answer is not that of a chat completion", true);
    }
  }

  private ChatRequest request(Prompt prompt, Dialect spoken) {
    var parameters = OpenAiChatRequestParameters.builder();
    if (spoken.completionTokens()) {
      parameters.maxCompletionTokens(prompt.answerTokens());
    } else {
      parameters.maxOutputTokens(prompt.answerTokens());
    }
    if (spoken.temperature()) {
      parameters.temperature(0.0);
    }
    if (spoken.schema()) {
      parameters.responseFormat(
          ResponseFormat.builder()
              .type(ResponseFormatType.JSON)
              .jsonSchema(
                  dev.langchain4j.model.chat.request.json.JsonSchema.builder()
                      .name("answer")
                      .rootElement(JsonRawSchema.from(JsonSchema.strict(prompt.shape())))
                      .build())
              .build());
    }
    return ChatRequest.builder()
        .messages(List.of(SystemMessage.from(prompt.system()), UserMessage.from(prompt.user())))
        .parameters(parameters.build())
        .build();
  }

  private static Reply answered(ChatResponse response) {
    @Nullable String text = response.aiMessage().text();
    var tokens = response.tokenUsage();
    Optional<Usage> usage =
        tokens == null || tokens.inputTokenCount() == null || tokens.outputTokenCount() == null
            ? Optional.empty()
            : Optional.of(new Usage(tokens.inputTokenCount(), tokens.outputTokenCount()));
    FinishReason finish = response.finishReason();
    if (finish == FinishReason.CONTENT_FILTER) {
      return new Reply.Answered("", usage, true);
    }
    return new Reply.Answered(text == null ? "" : text, usage, finish != FinishReason.LENGTH);
  }

  private Reply failed(HttpFailure failure) {
    int status = failure.status();
    String reason = key.removeFrom(reason(failure));
    return switch (failure.kind()) {
      case UNREACHED -> new Reply.Failed(reason, false);
      case LATE, BROKEN -> new Reply.Failed(reason, true);
      case STATUS -> {
        if (status == 429 || status == 503) {
          yield new Reply.Busy(reason, failure.retryAfter());
        }
        if (status >= 500 || status == 408 || status == 409) {
          yield new Reply.Failed(reason, false);
        }
        yield new Reply.Refused(reason, status == 401 || status == 403 || status == 404);
      }
    };
  }

  /** The status and the server's own short message, on one line. */
  private static String reason(HttpFailure failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure.kind() != HttpFailure.Kind.STATUS) {
      return message;
    }
    String text = "";
    try {
      JsonNode error = JSON.readTree(message).path("error");
      text = error.isString() ? error.asString() : error.path("message").asString("");
    } catch (JacksonException _) {
      // some proxies answer with HTML: the status says enough
    }
    text = text.replaceAll("\\s+", " ").strip();
    text = text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "…" : text;
    return "HTTP " + failure.status() + (text.isEmpty() ? "" : ": " + text);
  }

  @Override
  public void close() {
    http.close();
  }
}
