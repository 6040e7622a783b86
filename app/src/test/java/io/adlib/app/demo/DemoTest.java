package io.adlib.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.app.bench.ExplainBench;
import io.adlib.app.load.LoadReport;
import io.adlib.app.load.LoadRun;
import io.adlib.app.load.LoadTarget;
import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Releases;
import io.adlib.app.pipeline.Session;
import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.market.demo.DemoScale;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop on a small market, and again, and after damage. One workspace, in order. */
@TestMethodOrder(OrderAnnotation.class)
class DemoTest {

  @TempDir static Path folder;
  private static final List<Demo.Result> RESULTS = new ArrayList<>();

  private static Demo demo(List<String> said) {
    return new Demo(
        folder.resolve("demo"), new Seed(3), DemoScale.TINY, Progress.SILENT, said::add);
  }

  @Test
  @Order(1)
  void fromNothingToAServedAdAndAComparison() {
    var said = new ArrayList<String>();
    demo(said)
        .run(
            0,
            60,
            (served, result, _) -> {
              RESULTS.add(result);
              assertThat(get(served.port(), "/health")).contains(result.release());
              assertThat(get(served.port(), "/")).contains("<html");
              assertThat(get(served.port(), "/metrics")).contains("# TYPE");
              String campaign =
                  served.service().live().get().catalogue().campaigns().getFirst().id();
              assertThat(
                      post(
                          served.port(),
                          "{\"id\":\"fresh\",\"campaign\":\"%s\",\"title\":\"Red shoes\"}"
                              .formatted(campaign)))
                  .contains("\"status\":\"created\"");
            });
    Demo.Result result = RESULTS.getFirst();
    assertThat(result.report().arms())
        .extracting(arm -> arm.name())
        .containsExactly("generator", "popularity", "random");
    assertThat(result.report().arms()).allMatch(arm -> arm.impressions() > 0);
    assertThat(result.report().lift().ctr()).containsOnlyKeys("popularity", "random");
    assertThat(said).anyMatch(line -> line.startsWith("the first ad was served"));
    List<String> table = ComparisonTable.lines(60, result.report(), result.currency());
    assertThat(table.get(0)).startsWith("60 visits of ");
    assertThat(table.get(1)).contains("revenue, EUR");
    assertThat(table).filteredOn(line -> line.contains(" over popularity")).hasSize(2);
    assertThat(result.report().arms()).allMatch(arm -> arm.regretClicks() >= 0);
  }

  @Test
  @Order(2)
  void theSecondRunFindsEverythingAndComparesAlike() {
    demo(new ArrayList<>())
        .run(
            0,
            60,
            (served, result, _) -> {
              RESULTS.add(result);
              assertThat(get(served.port(), "/v1/ads/fresh")).contains("\"status\":\"live\"");
            });
    assertThat(RESULTS.get(1).release()).isEqualTo(RESULTS.get(0).release());
    assertThat(RESULTS.get(1).report()).isEqualTo(RESULTS.get(0).report());
  }

  @Test
  @Order(3)
  void aPortInUseIsOneClearLineAndTheStateStaysUsable() throws Exception {
    try (var taken = new ServerSocket(0)) {
      assertThatThrownBy(
              () -> demo(new ArrayList<>()).run(taken.getLocalPort(), 1, (_, _, _) -> {}))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining(Integer.toString(taken.getLocalPort()));
    }
    demo(new ArrayList<>()).run(0, 5, (_, result, _) -> RESULTS.add(result));
    assertThat(RESULTS.getLast().release()).isEqualTo(RESULTS.getFirst().release());
  }

  @Test
  @Order(3)
  void aLoadIsServedOnAStateOfItsOwnAndCounted() throws Exception {
    LoadReport report =
        new LoadRun(40, 1, 0, 2, 1, Optional.empty(), Progress.SILENT)
            .run(() -> Session.open(folder.resolve("demo"), Progress.SILENT), Optional.empty());
    assertThat(report.facts().keySet().stream().limit(6))
        .containsExactly("rate", "served", "shed", "p50_ms", "p99_ms", "gc_max_ms");
    long served = report.tally().served();
    long shed = report.tally().count(LoadTarget.Outcome.SHED);
    assertThat(served + shed).isEqualTo(40);
    assertThat(report.hasFailures()).isFalse();
    assertThat(report.allocatedBytes().orElseThrow()).isPositive();
    try (var left = Files.list(folder.resolve("demo/state"))) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly("serving");
    }
  }

  @Test
  @Order(3)
  void aServerThatIsStoppedSaysSoInOneLine() throws Exception {
    Process server = server();
    try (var lines = server.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.startsWith("release ")) {
        line = lines.readLine();
      }
      assertThat(line).contains(RESULTS.getFirst().release());
      var answer = URI.create(line.substring(line.indexOf("http")).strip());
      assertThat(get(answer.getPort(), "/health")).contains("\"status\":\"ok\"");
      assertThat(server.toHandle().destroy()).isTrue(); // unlike its own, leaves its output open
      List<String> last = lines.lines().toList();
      assertThat(last.getLast()).isEqualTo("stopped; all that was acknowledged is on the disk");
      assertThat(server.waitFor()).as("128 + SIGTERM").isEqualTo(143);
      assertThat(Files.readString(folder.resolve("errors"))).doesNotContain("adlib:");
    } finally {
      server.destroyForcibly();
    }
  }

  /** A process of its own. */
  private static Process server() throws java.io.IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            "io.adlib.app.Main",
            "serve",
            "-w",
            folder.resolve("demo").toString(),
            "--port",
            "0",
            "--rehearse",
            "0")
        .redirectError(folder.resolve("errors").toFile())
        .start();
  }

  @Test
  @Order(3)
  void attentionIsComparedWithLeavingEventsOutTheSameWayEachTime() {
    Session session = Session.open(folder.resolve("demo"), Progress.SILENT);
    ExplainBench.Report report = new ExplainBench(12, 7).run(session);
    assertThat(report.release()).isEqualTo(RESULTS.getFirst().release());
    assertThat(report.requests()).isEqualTo(12);
    assertThat(report.compared()).isBetween(1, 12);
    assertThat(report.events()).isGreaterThanOrEqualTo(2);
    assertThat(report.agreement().low()).isBetween(-1.0, report.agreement().mean());
    assertThat(report.agreement().high()).isBetween(report.agreement().mean(), 1.0);
    assertThat(report.over_recency().mean())
        .isCloseTo(report.agreement().mean() - report.recency().mean(), within(1e-12));
    assertThat(new ExplainBench(12, 7).run(session)).isEqualTo(report);
    assertThat(new ExplainBench(12, 8).run(session)).isNotEqualTo(report);
  }

  @Test
  @Order(4)
  void aDamagedReleaseIsNeitherServedNorPromoted() throws Exception {
    Session session = Session.open(folder.resolve("demo"), Progress.SILENT);
    String version = session.releases().live().orElseThrow();
    Path generator =
        folder.resolve("demo/releases").resolve(version).resolve("generator.safetensors");
    byte[] bytes = Files.readAllBytes(generator);
    bytes[bytes.length / 2] ^= 1;
    Files.write(generator, bytes);
    assertThatThrownBy(() -> Releases.live(session))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("generator.safetensors");
    assertThatThrownBy(() -> Releases.promote(session, version))
        .isInstanceOf(CorruptException.class);
    var stages = new Pipeline().stages(session);
    assertThat(stages).allMatch(stage -> stage.find(session).isPresent());
  }

  private static String get(int port, String path) {
    return send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build());
  }

  private static String post(int port, String ad) {
    return send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/ads"))
            .POST(HttpRequest.BodyPublishers.ofString(ad))
            .build());
  }

  private static String send(HttpRequest request) {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
