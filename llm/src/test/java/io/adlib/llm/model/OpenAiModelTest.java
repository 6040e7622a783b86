package io.adlib.llm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.adlib.core.InputException;
import io.adlib.llm.Samples;
import io.adlib.llm.TestingServer;
import io.adlib.llm.schema.Shape;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The client against a real server that behaves, and one that does not. */
class OpenAiModelTest {

  private static final String KEY = "sk-very-secret-4711";
  private static final Prompt PROMPT =
      new Prompt(
          "rules", "input", Shape.fields("n", new Shape.Whole(1, 4), "t", Shape.text(20)), 77);

  private static OpenAiModel model(TestingServer server, String more) {
    return new OpenAiModel(
        Samples.config(server.endpoint(), more), new Secret(KEY), InstantSource.system());
  }

  private static Reply ask(TestingServer.Behaviour behaviour) throws Exception {
    try (var server = TestingServer.start(behaviour);
        var model = model(server, "timeout: 300ms")) {
      return model.ask(PROMPT);
    }
  }

  @Test
  void aWholeAnswerComesWithItsUsage() throws Exception {
    Reply reply = ask((call, server) -> server.reply(call, "hello"));
    assertThat(reply).isEqualTo(new Reply.Answered("hello", Optional.of(new Usage(100, 50)), true));
  }

  @Test
  void theRequestHasModelMessagesBoundTemperatureAndStrictSchema() throws Exception {
    try (var server = TestingServer.start((call, s) -> s.reply(call, "x"));
        var model = model(server, "")) {
      model.ask(PROMPT);
      var body = server.calls().getFirst().body();
      assertThat(body.path("model").asString()).isEqualTo("testing");
      assertThat(body.path("messages").path(0).path("content").asString()).isEqualTo("rules");
      assertThat(body.path("messages").path(1).path("content").asString()).isEqualTo("input");
      assertThat(body.path("max_tokens").asInt()).isEqualTo(77);
      assertThat(body.path("temperature").asDouble()).isZero();
      var schema = body.path("response_format").path("json_schema");
      assertThat(schema.path("strict").asBoolean()).isTrue();
      assertThat(schema.path("schema").path("required").toString()).isEqualTo("[\"n\",\"t\"]");
      assertThat(schema.path("schema").path("additionalProperties").asBoolean(true)).isFalse();
      assertThat(server.calls().getFirst().header("Authorization")).isEqualTo("Bearer " + KEY);
      assertThat(server.calls().getFirst().header("Idempotency-Key")).hasSize(64);
    }
  }

  @Test
  void aServerWithoutSchemasIsAskedWithoutOneFromThenOn() throws Exception {
    TestingServer.Behaviour old =
        (call, server) -> {
          if (call.body().has("response_format")) {
            server.send(
                call, 400, "{\"error\":{\"message\":\"response_format is not supported\"}}");
          } else {
            server.reply(call, "plain");
          }
        };
    try (var server = TestingServer.start(old);
        var model = model(server, "")) {
      assertThat(model.ask(PROMPT)).isInstanceOf(Reply.Answered.class);
      assertThat(model.ask(PROMPT)).isInstanceOf(Reply.Answered.class);
      assertThat(server.calls()).hasSize(3);
    }
    try (var server = TestingServer.start(old);
        var strict = model(server, "schema: strict")) {
      assertThat(strict.ask(PROMPT))
          .isEqualTo(new Reply.Refused("HTTP 400: response_format is not supported", false));
    }
  }

  @Test
  void aServerThatKnowsOnlyTheNewNameOfTheBoundGetsIt() throws Exception {
    TestingServer.Behaviour reasoning =
        (call, server) -> {
          if (call.body().has("max_tokens")) {
            server.send(
                call,
                400,
                "{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens'. Use"
                    + " 'max_completion_tokens' instead.\"}}");
          } else if (call.body().has("temperature")) {
            server.send(
                call, 400, "{\"error\":{\"message\":\"temperature does not support 0.0\"}}");
          } else {
            server.reply(call, "" + call.body().path("max_completion_tokens").asInt());
          }
        };
    try (var server = TestingServer.start(reasoning);
        var model = model(server, "")) {
      assertThat(model.ask(PROMPT))
          .isInstanceOfSatisfying(
              Reply.Answered.class, answer -> assertThat(answer.text()).isEqualTo("77"));
    }
  }

  @Test
  void aCutOffAnswerIsNotWhole() throws Exception {
    assertThat(ask((call, server) -> server.reply(call, "{\"n\":", "length")))
        .isEqualTo(new Reply.Answered("{\"n\":", Optional.of(new Usage(100, 50)), false));
  }

  @Test
  void tooManyRequestsSayWhenToComeBack() throws Exception {
    Reply reply =
        ask(
            (call, server) -> {
              call.exchange().getResponseHeaders().set("Retry-After", "7");
              server.send(call, 429, "{\"error\":{\"message\":\"slow\\n down\"}}");
            });
    assertThat(reply)
        .isEqualTo(new Reply.Busy("HTTP 429: slow down", Optional.of(Duration.ofSeconds(7))));
  }

  @Test
  void aServerErrorMayBeTriedAgainAndCostsNothing() throws Exception {
    assertThat(ask((call, server) -> server.send(call, 500, "<html>oops</html>")))
        .isEqualTo(new Reply.Failed("HTTP 500", false));
  }

  @Test
  void silenceASlowDripAndHalfAnAnswerMayHaveBeenPaid() throws Exception {
    for (TestingServer.Behaviour bad :
        List.<TestingServer.Behaviour>of(
            (call, server) -> server.hang(),
            (call, server) -> server.drip(call),
            (call, server) -> server.half(call, "half"))) {
      assertThat(ask(bad))
          .isInstanceOfSatisfying(
              Reply.Failed.class, failed -> assertThat(failed.maybePaid()).isTrue());
    }
  }

  @Test
  void anAnswerThatIsNoCompletionIsAFailure() throws Exception {
    for (String body : List.of("", "[]", "{}", "{\"choices\":[]}", "hello", "{\"choices\":7}")) {
      assertThat(ask((call, server) -> server.send(call, 200, body)))
          .as(body)
          .isInstanceOf(Reply.Failed.class);
    }
  }

  @Test
  void aWrongKeyOrModelStopsEverythingAndABadPromptOnlyItself() throws Exception {
    for (int status : new int[] {401, 403, 404}) {
      assertThat(ask((call, server) -> server.send(call, status, "{}")))
          .isEqualTo(new Reply.Refused("HTTP " + status, true));
    }
    assertThat(
            ask((call, server) -> server.send(call, 400, "{\"error\":{\"message\":\"too long\"}}")))
        .isEqualTo(new Reply.Refused("HTTP 400: too long", false));
  }

  @Test
  void nobodyAtTheEndpointCostsNothing() throws Exception {
    String gone;
    try (var server = TestingServer.start((call, s) -> s.hang())) {
      gone = server.endpoint();
    }
    try (var model =
        new OpenAiModel(Samples.config(gone, ""), new Secret(""), InstantSource.system())) {
      assertThat(model.ask(PROMPT))
          .isEqualTo(new Reply.Failed("nobody answers at the endpoint", false));
    }
  }

  @Test
  void redirectsAreNotFollowedSoTheKeyStaysHere() throws Exception {
    try (var other = TestingServer.start((call, s) -> s.reply(call, "stolen"))) {
      Reply reply =
          ask(
              (call, server) -> {
                call.exchange()
                    .getResponseHeaders()
                    .set("Location", other.endpoint() + "/chat/completions");
                server.send(call, 307, "");
              });
      assertThat(reply).isInstanceOf(Reply.Refused.class);
      assertThat(other.calls()).isEmpty();
    }
  }

  @Test
  void aWaitingCallCanBeInterrupted() throws Exception {
    var asked = new CountDownLatch(1);
    try (var server =
            TestingServer.start(
                (call, s) -> {
                  asked.countDown();
                  s.hang();
                });
        var model = model(server, "")) {
      var outcome = new java.util.concurrent.CompletableFuture<String>();
      Thread caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      outcome.complete(model.ask(PROMPT).toString());
                    } catch (InterruptedException e) {
                      outcome.complete("interrupted");
                    }
                  });
      asked.await();
      caller.interrupt();
      assertThat(outcome.get()).isEqualTo("interrupted");
    }
  }

  @Test
  void theKeyStandsInNoReasonNoLogLineAndNoText() throws Exception {
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    root.addAppender(lines);
    root.setLevel(Level.TRACE);
    try {
      TestingServer.Behaviour echo =
          (call, server) ->
              server.send(
                  call,
                  call.number() == 1 ? 400 : call.number() == 2 ? 401 : 500,
                  "{\"error\":{\"message\":\"no schema for bad key " + KEY + "\"}}");
      try (var server = TestingServer.start(echo);
          var model = model(server, "")) {
        assertThat(model.ask(PROMPT).toString()).contains("bad key").doesNotContain(KEY);
        assertThat(model.ask(PROMPT).toString()).contains("bad key").doesNotContain(KEY);
        assertThat(model.fingerprint()).doesNotContain(KEY);
      }
      ask((call, server) -> server.half(call, "x"));
      ask((call, server) -> server.send(call, 200, "[]"));
      assertThat(new Secret(KEY)).hasToString("***");
      assertThat(lines.list).isNotEmpty();
      assertThat(lines.list)
          .allSatisfy(
              line -> {
                assertThat(line.getFormattedMessage()).doesNotContain(KEY);
                assertThat(String.valueOf(line.getThrowableProxy())).doesNotContain(KEY);
              });
    } finally {
      root.detachAppender(lines);
      root.setLevel(before);
    }
  }

  @Test
  void aConfigurationThatHoldsAKeyIsRefusedWithoutRepeatingIt() {
    for (String yaml :
        List.of(
            "key_env: " + KEY,
            "endpoint: http://user:" + KEY + "@host/v1",
            "endpoint: http://host/v1?key=" + KEY)) {
      assertThatThrownBy(() -> Samples.config(yaml))
          .isInstanceOf(InputException.class)
          .satisfies(
              e -> {
                assertThat(e.getMessage()).doesNotContain(KEY);
                assertThat(((InputException) e).remedy()).doesNotContain(KEY);
              });
    }
  }

  @Test
  void withoutAModelOneLineSaysHowToConfigureOne() {
    assertThatThrownBy(
            () -> Models.open(Samples.config("client: none"), Map.of(), InstantSource.system()))
        .isInstanceOf(InputException.class)
        .hasMessage("no language model is configured")
        .satisfies(
            e ->
                assertThat(((InputException) e).remedy())
                    .contains("llm.endpoint", "ADLIB_LLM_KEY"));
    assertThatThrownBy(
            () ->
                Models.open(
                    Samples.config("client: gguf\ngguf: m.gguf"), Map.of(), InstantSource.system()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("llm-gguf is absent");
  }

  @Test
  void theEnvironmentNamesAnEndpointWithoutAFile() {
    var config =
        Models.configured(
            Samples.config("client: none"),
            Map.of("ADLIB_LLM_ENDPOINT", "http://localhost:8000/v1", "ADLIB_LLM_MODEL", "small"));
    assertThat(config.client()).isEqualTo(io.adlib.data.config.LlmConfig.Client.OPENAI);
    assertThat(config.model()).isEqualTo("small");
  }
}
