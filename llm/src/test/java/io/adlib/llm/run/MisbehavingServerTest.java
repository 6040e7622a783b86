package io.adlib.llm.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.llm.Answers;
import io.adlib.llm.Samples;
import io.adlib.llm.TestingServer;
import io.adlib.llm.model.OpenAiModel;
import io.adlib.llm.model.Secret;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole batch against a server that does everything wrong before it does it right. */
class MisbehavingServerTest {

  private static final String KEY = "sk-never-to-be-seen";
  @TempDir Path folder;

  /**
   * The n-th call of a prompt gets the n-th misbehaviour; where they begin depends on the input.
   */
  private static void misbehave(TestingServer.Call call, TestingServer server, int turn)
      throws IOException {
    switch (turn) {
      case 0 -> {
        call.exchange().getResponseHeaders().set("Retry-After", "0.01");
        server.send(call, 429, "{\"error\":{\"message\":\"storm\"}}");
      }
      case 1 -> server.half(call, Answers.grade("GOOD"));
      case 2 -> server.send(call, 500, "oops");
      case 3 -> server.drip(call);
      case 4 -> server.send(call, 200, "{\"choices\": []}");
      case 5 -> server.hang();
      case 6 -> server.send(call, 503, "");
      default -> server.reply(call, Answers.grade("GOOD"));
    }
  }

  @Test
  void everyInputEndsWithAnAnswerAndNoneIsPaidTwice() throws Exception {
    Map<String, Integer> turns = new ConcurrentHashMap<>();
    try (var server =
            TestingServer.start(
                (call, s) -> {
                  int start = Math.floorMod(call.user().hashCode(), 8);
                  int turn = turns.merge(call.user(), 1, Integer::sum) - 1 + start;
                  misbehave(call, s, turn);
                });
        var model =
            new OpenAiModel(
                Samples.config(server.endpoint(), "timeout: 250ms"),
                new Secret(KEY),
                InstantSource.system());
        var store = AnswerStore.open(folder, "USD")) {
      var settings = Samples.settings(16, 10, 1, 0, 0, io.adlib.core.Money.parse("1", "USD"));
      var batch =
          new Batch(model, store, settings, InstantSource.system(), time -> {}, new Seed(1));
      var run = batch.run(new RelevanceTask(), Samples.pairs(40), Progress.SILENT);
      assertThat(run.end()).isEqualTo(new Batch.End.Complete());
      assertThat(run.results()).allMatch(r -> r.orElseThrow() instanceof Result.Accepted);
      assertThat(server.charges()).hasSize(40).allSatisfy((_, paid) -> assertThat(paid).isOne());
      assertThat(server.calls().size()).isGreaterThan(100);
      assertThat(store.of("relevance").answered()).isEqualTo(40);
      assertThat(store.of("relevance").inDoubt()).isPositive();
    }
    assertThat(filesThatHold(KEY)).isEmpty();
  }

  @Test
  void wrongSchemasAreCorrectedOrRejectedWithTheReason() throws Exception {
    try (var server =
            TestingServer.start(
                (call, s) -> {
                  if (call.user().contains("number 1\n")) {
                    s.reply(call, "{\"grade\": \"GOOD\"}");
                  } else if (call.user().contains("Correction")) {
                    s.reply(call, Answers.grade("PARTIAL"));
                  } else {
                    s.reply(call, Answers.of("{\"grade\": 3, \"note\": \"x\"}"));
                  }
                });
        var model =
            new OpenAiModel(
                Samples.config(server.endpoint(), ""), new Secret(""), InstantSource.system());
        var store = AnswerStore.open(folder, "USD")) {
      var batch =
          new Batch(
              model, store, Samples.settings(), InstantSource.system(), time -> {}, new Seed(1));
      var run = batch.run(new RelevanceTask(), Samples.pairs(3), Progress.SILENT);
      assertThat(run.results().get(0).orElseThrow()).isInstanceOf(Result.Accepted.class);
      assertThat(run.results().get(2).orElseThrow()).isInstanceOf(Result.Accepted.class);
      assertThat(run.results().get(1).orElseThrow())
          .isInstanceOfSatisfying(
              Result.Rejected.class,
              rejected ->
                  assertThat(rejected.reasons().toString())
                      .contains("the field rationale is missing", "must not have the field grade"));
    }
  }

  private Stream<Path> filesThatHold(String text) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              file -> {
                try {
                  return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                      .contains(text);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              })
          .toList()
          .stream();
    }
  }
}
