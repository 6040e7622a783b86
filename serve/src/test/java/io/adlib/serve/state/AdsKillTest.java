package io.adlib.serve.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.serve.TestingServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed while ads come and go; the folder is then served by another. */
@Timeout(200)
class AdsKillTest {

  private static final int KILLS = 3;
  private static final int THREADS = 3;

  @TempDir Path folder;
  private final Map<String, String> created = new ConcurrentHashMap<>();
  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Set<String> deleting = ConcurrentHashMap.newKeySet();
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();

  @Test
  void acknowledgedAdsAreServedAndAcknowledgedDeletionsHoldAfterKillNine() throws Exception {
    long seed = Long.getLong("adlib.seed", 20261125L);
    System.err.println("seed " + seed);
    var random = new Seed(seed).generator();
    for (int kill = 0; kill < KILLS; kill++) {
      serveUntilKilled(kill, 10 + random.nextInt(30));
      check();
    }
    assertThat(created).hasSizeGreaterThan(KILLS * 5);
    assertThat(deleted).isNotEmpty();
  }

  private void serveUntilKilled(int life, int answers) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                ServingChild.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var enough = new CountDownLatch(answers);
    var threads = new ArrayList<Thread>();
    try {
      int port = port(child);
      for (int t = 0; t < THREADS; t++) {
        String name = life + "-" + t;
        threads.add(Thread.ofPlatform().start(() -> load(port, name, enough)));
      }
      assertThat(enough.await(60, TimeUnit.SECONDS)).as("the child answers").isTrue();
    } finally {
      child.destroyForcibly().waitFor();
    }
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(30));
    }
  }

  private static int port(Process child) throws IOException {
    var out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("PORT ")) {
        return Integer.parseInt(line.substring(5));
      }
    }
    throw new IOException("the child ended before it listened");
  }

  private void load(int port, String name, CountDownLatch enough) {
    try (var client = HttpClient.newHttpClient()) {
      for (int i = 0; ; i++) {
        String id = "ad/" + name + "/" + i;
        asked.add(id);
        var posted =
            client.send(
                request(port, "/v1/ads")
                    .POST(
                        BodyPublishers.ofString(
                            "{\"id\":\"%s\",\"campaign\":\"camp%d\",\"title\":\"Ad %s\"}"
                                .formatted(id, i % 12, id)))
                    .build(),
                BodyHandlers.ofString());
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        String body = posted.body();
        int at = body.indexOf("\"semanticId\":\"") + 14;
        created.put(id, body.substring(at, body.indexOf('"', at)));
        enough.countDown();
        if (i % 3 == 0) {
          deleting.add(id);
          var gone =
              client.send(
                  request(port, "/v1/ads/" + id.replace("/", "%2F")).DELETE().build(),
                  BodyHandlers.discarding());
          assertThat(gone.statusCode()).isEqualTo(204);
          deleted.add(id);
          enough.countDown();
        }
      }
    } catch (IOException e) {
      // the server was killed, as it should be
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  /** With an encoder that refuses: what was posted needs none any more. */
  private void check() {
    try (var server = new TestingServer(folder)) {
      server.vectors.broken = true;
      var release = server.server.service().live().get();
      created.forEach(
          (id, path) -> {
            int item = release.ids().indexOf(id);
            assertThat(item).as("%s, acknowledged", id).isNotNegative();
            assertThat(release.ids().path(item)).isEqualTo(path);
            boolean served = release.trie().leaf(item) >= 0;
            if (deleted.contains(id)) {
              assertThat(served).as("%s, deleted", id).isFalse();
            } else if (!deleting.contains(id)) {
              assertThat(served).as("%s, never deleted", id).isTrue();
            }
          });
      assertThat(release.adCount()).isLessThanOrEqualTo(60 + asked.size());
    }
  }
}
