package io.adlib.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The verb enrich as people meet it, with a real server behind it. */
class EnrichTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String TAGS =
      "{\"rationale\": [\"it says so\"], \"answer\": {\"product\": \"knife\", \"functions\": [],"
          + " \"audience\": [], \"scene\": [\"kitchen\"], \"brand\": \"\", \"tone\": \"PLAIN\"}}";

  @TempDir Path folder;
  private Path shop;
  private HttpServer server;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile String authorization = "";

  private record Outcome(int code, String out, String err) {}

  private Outcome run(String... args) {
    var err = new StringWriter();
    var bytes = new java.io.ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream said = System.err;
    try (var captured = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(captured);
      System.setErr(captured);
      int code = Main.run(args, new PrintWriter(err, true));
      return new Outcome(code, bytes.toString(StandardCharsets.UTF_8), err.toString());
    } finally {
      System.setOut(out);
      System.setErr(said);
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          try (exchange) {
            calls.incrementAndGet();
            authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getRequestBody().readAllBytes();
            byte[] body =
                JSON.writeValueAsBytes(
                    Map.of(
                        "choices",
                        new Object[] {
                          Map.of(
                              "index",
                              0,
                              "message",
                              Map.of("role", "assistant", "content", TAGS),
                              "finish_reason",
                              "stop")
                        },
                        "usage",
                        Map.of("prompt_tokens", 1000, "completion_tokens", 100)));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    shop = folder.resolve("shop");
    run("init", shop.toString());
    Path files = Files.createDirectories(folder.resolve("files"));
    Files.writeString(files.resolve("advertisers.csv"), "id,name\nadv,Kitchen House\n");
    Files.writeString(
        files.resolve("campaigns.csv"),
        "id,advertiser,objective,bid,daily_budget,currency,start,end\n"
            + "camp,adv,CLICK,0.5,10,EUR,2026-01-01T00:00:00Z,2027-01-01T00:00:00Z\n");
    Files.writeString(
        files.resolve("ads.csv"),
        "id,campaign,title,created\nad-1,camp,Chef's knife,2026-01-01T00:00:00Z\n"
            + "ad-2,camp,Bread knife,2026-01-01T00:00:00Z\nad-3,camp,Pan,2026-01-01T00:00:00Z\n");
    assertThat(run("import", "-w", shop.toString(), files.toString()).code()).isZero();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** The key is the value of PATH: a variable that every process has, and nobody else writes. */
  private void configure(String more) throws IOException {
    Files.writeString(
        shop.resolve("adlib.yaml"),
        """
        llm:
          client: openai
          endpoint: http://127.0.0.1:%d/v1
          model: testing
          key_env: PATH
          price_input: 1
          price_output: 2
        %s"""
            .formatted(server.getAddress().getPort(), more.indent(2)));
  }

  private Outcome enrich(String... more) {
    return run(
        Stream.concat(Stream.of("enrich", "tags", "-w", shop.toString()), Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void withoutAModelOneLineSaysHowToConfigureOne() {
    Outcome outcome = enrich("--yes");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines()).hasSize(2);
    assertThat(outcome.err())
        .contains("no language model is configured", "llm.endpoint", "ADLIB_LLM_KEY");
  }

  @Test
  void theEstimateComesFirstAndWithoutATerminalNothingIsSpent() throws IOException {
    configure("");
    Outcome outcome = enrich();
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).contains("3 inputs", "3 calls", "USD");
    assertThat(outcome.err()).contains("not a terminal", "--yes");
    assertThat(enrich("--dry-run").code()).isZero();
    assertThat(calls.get()).isZero();
  }

  @Test
  void aRunIsKeptAndNotPaidForAgain() throws IOException {
    configure("");
    Outcome first = enrich("--yes");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).containsPattern("accepted +3");
    assertThat(calls.get()).isEqualTo(3);
    assertThat(enrich("--yes").out()).containsPattern("accepted +3");
    assertThat(calls.get()).isEqualTo(3);
    Outcome ledger = run("enrich", "--ledger", "-w", shop.toString());
    assertThat(ledger.out()).contains("3 answers, 3000 prompt and 300 answer tokens, 0.0036 USD");
  }

  @Test
  void aSmallerLimitIsGrownWithoutAskingTheSameAgain() throws IOException {
    configure("");
    assertThat(enrich("--yes", "--limit", "2").out()).containsPattern("inputs +2");
    assertThat(enrich("--yes").out()).containsPattern("cached +2");
    assertThat(calls.get()).isEqualTo(3);
  }

  @Test
  void theBudgetEndsTheRunWithOneLineAndMoreMoneyGoesOn() throws IOException {
    configure("parallel: 1\nbudget: 0.006");
    Outcome poor = enrich("--yes");
    assertThat(poor.code()).isEqualTo(4);
    assertThat(poor.err()).contains("the budget of 0.006 USD", "of 3 inputs are done", "--budget");
    int paid = calls.get();
    assertThat(paid).isBetween(1, 2);
    assertThat(enrich("--yes", "--budget", "1").code()).isZero();
    assertThat(calls.get()).isEqualTo(3);
  }

  @Test
  void theKeyIsSentAndStandsInNoFile() throws IOException {
    configure("");
    Outcome outcome = enrich("--yes");
    String key = System.getenv("PATH");
    assertThat(authorization).isEqualTo("Bearer " + key);
    assertThat(outcome.out() + outcome.err()).doesNotContain(key);
    try (Stream<Path> files = Files.walk(shop)) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                      .doesNotContain(key));
    }
  }

  @Test
  void aMistypedTaskIsAnsweredWithTheTasksThereAre() throws IOException {
    configure("");
    Outcome outcome = run("enrich", "tgas", "-w", shop.toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("no task 'tgas'", "tags", "summary");
  }
}
