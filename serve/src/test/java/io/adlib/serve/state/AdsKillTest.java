package io.adlib.serve.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.serve.TestingServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
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
      KilledServer.run(folder, kill, THREADS, 10 + random.nextInt(30), this::load);
      check();
    }
    assertThat(created).hasSizeGreaterThan(KILLS * 5);
    assertThat(deleted).isNotEmpty();
  }

  private void load(HttpClient client, int port, String name, CountDownLatch enough)
      throws IOException, InterruptedException {
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
