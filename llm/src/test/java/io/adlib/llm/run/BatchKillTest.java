package io.adlib.llm.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Money;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.llm.Answers;
import io.adlib.llm.Samples;
import io.adlib.llm.TestingServer;
import io.adlib.llm.model.OpenAiModel;
import io.adlib.llm.model.Secret;
import io.adlib.llm.task.relevance.RelevanceTask;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process killed in the middle of a batch: what was paid is never asked again. */
class BatchKillTest {

  private static final int INPUTS = 60;
  private static final int PARALLEL = 8;
  @TempDir Path folder;

  /** Runs the batch of the test against an endpoint. */
  static final class Run {
    public static void main(String[] arguments) throws Exception {
      try (var model =
              new OpenAiModel(
                  Samples.config(arguments[0], ""), new Secret("k"), InstantSource.system());
          var store = AnswerStore.open(Path.of(arguments[1]), "USD")) {
        var settings =
            Samples.settings(PARALLEL, 2, 1, 1_000_000, 1_000_000, Money.parse("9", "USD"));
        var batch =
            new Batch(model, store, settings, InstantSource.system(), Pauses.REAL, new Seed(1));
        var run = batch.run(new RelevanceTask(), Samples.pairs(INPUTS), Progress.SILENT);
        System.out.println(run.end() + " calls " + run.calls() + " cached " + run.cached());
        Totals totals = store.of("relevance");
        System.out.println("in doubt " + totals.inDoubt() + " spent " + totals.spent().micros());
      }
    }
  }

  private Process start(TestingServer server) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Run.class.getName(),
            server.endpoint(),
            folder.resolve("answers").toString())
        .redirectErrorStream(true)
        .start();
  }

  @Test
  void nothingPaidIsAskedAgainAfterAKill() throws Exception {
    int before = 20;
    var hold = new AtomicBoolean(true);
    var answered = new AtomicInteger();
    var held = new CountDownLatch(PARALLEL);
    Set<String> heldInputs = ConcurrentHashMap.newKeySet();
    try (var server =
        TestingServer.start(
            (call, s) -> {
              if (hold.get() && answered.incrementAndGet() > before) {
                heldInputs.add(call.user());
                held.countDown();
                s.hang();
              } else {
                s.reply(call, Answers.grade("GOOD"));
              }
            })) {
      Process first = start(server);
      // a worker asks again only once its last answer is on disk, so all earlier ones are
      assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
      first.toHandle().destroyForcibly();
      first.waitFor();
      hold.set(false);
      Process second = start(server);
      String out = new String(second.getInputStream().readAllBytes());
      assertThat(second.waitFor()).as(out).isZero();

      Map<String, Long> calls =
          server.calls().stream()
              .collect(Collectors.groupingBy(TestingServer.Call::user, Collectors.counting()));
      assertThat(calls).hasSize(INPUTS);
      calls.forEach(
          (user, count) -> assertThat(count).isEqualTo(heldInputs.contains(user) ? 2 : 1));
      assertThat(server.charges())
          .hasSize(INPUTS)
          .allSatisfy((_, charges) -> assertThat(charges).isOne());
      assertThat(out)
          .contains("Complete[] calls " + (INPUTS - before) + " cached " + before)
          .contains("in doubt " + PARALLEL + " spent " + 150 * INPUTS);
    }
  }

  /** Killed at any moment, again and again: only calls under way may come twice, and by one key. */
  @Test
  void killedAtAnyMomentNoCallIsChargedTwice() throws Exception {
    var seed = new Seed(11);
    System.err.println("seed " + seed.value());
    var random = seed.generator();
    var kills = new AtomicInteger();
    var killAt = new AtomicInteger();
    var reached = new java.util.concurrent.Semaphore(0);
    var count = new AtomicInteger();
    try (var server =
        TestingServer.start(
            (call, s) -> {
              s.reply(call, Answers.grade("GOOD"));
              if (count.incrementAndGet() == killAt.get()) {
                reached.release();
              }
            })) {
      String out = "";
      for (int round = 0; round < 3; round++) {
        killAt.set(count.get() + 3 + random.nextInt(12));
        Process child = start(server);
        if (reached.tryAcquire(20, TimeUnit.SECONDS)) {
          child.toHandle().destroyForcibly();
          kills.incrementAndGet();
        }
        child.waitFor();
      }
      killAt.set(-1);
      Process last = start(server);
      out = new String(last.getInputStream().readAllBytes());
      assertThat(last.waitFor()).as(out).isZero();
      assertThat(kills.get()).isPositive();
      assertThat(out).contains("Complete[]");
      assertThat(server.charges())
          .hasSize(INPUTS)
          .allSatisfy((_, charges) -> assertThat(charges).isOne());
      assertThat(server.calls().size() - INPUTS).isLessThanOrEqualTo(kills.get() * PARALLEL);
      assertThat(List.of(out.split("\n")).getLast()).contains("spent ");
    }
  }
}
