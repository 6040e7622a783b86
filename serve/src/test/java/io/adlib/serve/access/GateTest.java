package io.adlib.serve.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.data.access.ApiKey;
import io.adlib.data.access.ApiKeys;
import io.adlib.data.access.AuditLog;
import io.adlib.data.access.Pseudonyms;
import io.adlib.data.access.Scope;
import io.adlib.data.workspace.Workspace;
import io.adlib.serve.Facilities;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingServer;
import io.adlib.serve.path.PathConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GateTest {

  private static final String SLATE = "{\"user\": \"u\"}";

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private Workspace workspace;
  private ApiKeys keys;
  private ApiKey.Made serving;
  private ApiKey.Made operating;
  private TestingServer server;

  @BeforeEach
  void start() {
    workspace = Workspace.create(folder.resolve("workspace"));
    keys = new ApiKeys(workspace, InstantSource.system());
    serving = keys.create("shop", Set.of(Scope.SERVE), 0);
    operating = keys.create("operator", Set.of(Scope.OPERATE, Scope.EVENTS), 0);
    server =
        new TestingServer(
            folder.resolve("state"),
            TestingMarket.catalogue(),
            TestingServer.config(PathConfig.DEFAULT),
            new Facilities(
                Optional.empty(),
                Gate.keyed(new KeyRing(keys, nanos::get), 10, nanos::get),
                new AuditLog(workspace, InstantSource.system()),
                Pseudonyms.none(),
                java.util.List.of()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int slate(String key) {
    return server.post("/v1/slate", SLATE, "Authorization", "Bearer " + key).status();
  }

  @Test
  void withoutAKeyNothingButHealthAndNoticesAnswers() {
    assertThat(server.get("/health").status()).isEqualTo(200);
    assertThat(server.get("/v1/notice/impression/r/a").status()).isEqualTo(400);
    for (String path : new String[] {"/v1/slate", "/openrtb/2.6/bid", "/v1/events", "/v1/ads"}) {
      assertThat(server.post(path, "{}").status()).as(path).isEqualTo(401);
    }
    for (String path : new String[] {"/metrics", "/v1/ads", "/page"}) {
      assertThat(server.get(path).status()).as(path).isEqualTo(401);
    }
    assertThat(server.post("/v1/slate", SLATE).json().get("remedy").asString()).contains("Bearer");
  }

  @Test
  void aKeyOpensWhatItsScopesNameAndNothingElse() {
    assertThat(slate(serving.text())).isEqualTo(200);
    assertThat(slate(operating.text())).isEqualTo(403);
    String operator = "Bearer " + operating.text();
    assertThat(server.get("/metrics", "Authorization", operator).status()).isEqualTo(200);
    assertThat(server.get("/metrics", "X-Api-Key", operating.text()).status()).isEqualTo(200);
    assertThat(server.get("/metrics", "Authorization", "Bearer " + serving.text()).status())
        .isEqualTo(403);
    assertThat(
            server
                .post(
                    "/v1/events",
                    "{\"id\":\"e\",\"user\":\"u\",\"kind\":\"search\",\"subject\":\"x\"}",
                    "Authorization",
                    operator)
                .status())
        .isEqualTo(200);
    String browser =
        Base64.getEncoder()
            .encodeToString(("me:" + operating.text()).getBytes(StandardCharsets.UTF_8));
    assertThat(server.get("/page", "Authorization", "Basic " + browser).status()).isEqualTo(200);
  }

  @Test
  void whatIsAlmostAKeyIsNone() {
    String key = serving.text();
    char last = key.charAt(key.length() - 1);
    for (String almost :
        new String[] {
          "",
          "adlib_",
          key.substring(0, key.length() - 1) + (last == 'A' ? 'B' : 'A'),
          key + "A",
          "adlib_" + serving.key().id() + "_",
          "adlib_" + operating.key().id() + key.substring(key.lastIndexOf('_')),
          serving.key().hash()
        }) {
      assertThat(slate(almost)).as(almost).isEqualTo(401);
    }
    assertThat(server.get("/page", "Authorization", "Basic %%%").status()).isEqualTo(401);
    assertThat(server.get("/page", "Authorization", "Bearer").status()).isEqualTo(401);
  }

  @Test
  void aRevokedKeyIsRefusedAndANewOneHoldsWithoutARestart() {
    keys.revoke(serving.key().id());
    ApiKey.Made later = keys.create("later", Set.of(Scope.SERVE), 0);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(slate(serving.text())).isEqualTo(401);
    assertThat(slate(later.text())).isEqualTo(200);
  }

  @Test
  void aFileOfKeysThatCannotBeReadLeavesThoseOfBefore() throws Exception {
    Files.writeString(folder.resolve("workspace/access/keys.json"), "{not json");
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(slate(serving.text())).isEqualTo(200);
  }

  @Test
  void pastItsRateAKeyWaitsAndOthersDoNot() {
    ApiKey.Made slow = keys.create("slow", Set.of(Scope.SERVE), 0.5);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(slate(slow.text())).isEqualTo(200);
    var refused = server.post("/v1/slate", SLATE, "Authorization", "Bearer " + slow.text());
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("2");
    assertThat(slate(serving.text())).isEqualTo(200);
    nanos.addAndGet(Duration.ofMillis(1900).toNanos());
    assertThat(slate(slow.text())).isEqualTo(429);
    nanos.addAndGet(Duration.ofMillis(200).toNanos());
    assertThat(slate(slow.text())).isEqualTo(200);

    int served = 0;
    while (slate(serving.text()) == 200) {
      served++;
    }
    assertThat(served).as("10 a second, two seconds' worth at once").isBetween(15, 20);
  }

  @Test
  void noSecretIsOnTheDiskAndOperationsAreWrittenDownByKey() throws Exception {
    server.post(
        "/v1/ads",
        "{\"id\":\"new\",\"campaign\":\"camp1\",\"title\":\"A new one\"}",
        "Authorization",
        "Bearer " + operating.text());
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(serving.text().substring(17), operating.text().substring(17));
      }
    }
    var entry = new AuditLog(workspace, InstantSource.system()).verified().getLast();
    assertThat(entry.who()).isEqualTo(operating.key().id() + " operator");
    assertThat(entry.operation()).isEqualTo("ads.add");
    assertThat(entry.subject()).isEqualTo("new");
  }
}
