package io.adlib.app.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.app.TwoAds;
import io.adlib.core.Progress;
import io.adlib.core.Thought;
import io.adlib.core.User;
import io.adlib.data.access.AuditLog;
import io.adlib.data.access.Pseudonyms;
import io.adlib.data.imports.ImportOptions;
import io.adlib.data.imports.Importer;
import io.adlib.data.state.DurableStore;
import io.adlib.data.tables.EventLog;
import io.adlib.data.tables.MarketData;
import io.adlib.data.workspace.Workspace;
import io.adlib.serve.Facilities;
import io.adlib.serve.Server;
import io.adlib.serve.ServerConfig;
import io.adlib.serve.access.Gate;
import io.adlib.serve.http.Routes;
import io.adlib.serve.state.Family;
import io.adlib.serve.state.StateStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ForgottenUserTest {

  private static final String MARIA = "maria.schmidt@shop";
  private static final String OTHER = "jonas.weber@shop";

  /** The bytes of a vector, to be looked for in files. */
  private static final String THOUGHT = "Marias-thought!!";

  @TempDir Path folder;
  private Workspace workspace;
  private Pseudonyms door;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void importTwoUsers() throws Exception {
    workspace = Workspace.create(folder.resolve("shop"));
    Pseudonyms.create(workspace);
    door = Pseudonyms.of(workspace);
    Path files = Files.createDirectory(folder.resolve("files"));
    Files.writeString(files.resolve("advertisers.csv"), "id,name\nadv,Adv\n");
    Files.writeString(
        files.resolve("campaigns.csv"),
        """
        id,advertiser,objective,bid,daily_budget,currency,start,end,pacing
        camp,adv,CLICK,0.35,120,EUR,2020-01-01T00:00:00Z,2100-01-01T00:00:00Z,ASAP
        """);
    Files.writeString(
        files.resolve("ads.csv"),
        """
        id,campaign,title,created
        ad-1,camp,A knife,2026-10-28T09:30:00Z
        ad-2,camp,A pan,2026-10-28T09:30:00Z
        """);
    Files.writeString(files.resolve("users.csv"), "id\n" + MARIA + "\n" + OTHER + "\n");
    Files.writeString(
        files.resolve("events.csv"),
        """
        id,time,user,kind,subject
        e1,2026-11-01T10:00:00Z,%1$s,CLICK,ad-1
        e2,2026-11-01T11:00:00Z,%2$s,CLICK,ad-2
        e3,2026-11-02T10:00:00Z,%1$s,SEARCH,knives
        e4,2026-11-02T10:00:00Z,%1$s,NOSUCH,ad-1
        """
            .formatted(MARIA, OTHER));
    new Importer(workspace, InstantSource.system())
        .run(List.of(files), new ImportOptions(.9, false), Progress.SILENT);
    // what other stages may have made of the user
    Path artifact = Files.createDirectories(folder.resolve("shop/artifacts/profile/abc"));
    Files.writeString(
        artifact.resolve("profiles.jsonl"), "{\"user\":\"" + door.of(MARIA) + "\"}\n");
    Path thoughts = Files.createDirectories(folder.resolve("shop/artifacts/thoughts/abc"));
    Files.writeString(
        thoughts.resolve("thoughts.jsonl"), "{\"user\":\"" + door.of(MARIA) + "\",\"row\":0}\n");
    Files.writeString(thoughts.resolve("thoughts.safetensors"), THOUGHT);
    Files.writeString(folder.resolve("shop/reports/users.html"), "<p>" + door.of(MARIA) + "</p>");
  }

  private Server serve(DurableStore store) {
    return Server.start(
        ServerConfig.loopback(),
        TwoAds.release(MarketData.load(workspace).catalogue()),
        StateStore.of(store),
        new Facilities(
            Optional.empty(),
            Gate.open(),
            new AuditLog(workspace, InstantSource.system()),
            door,
            List.of(
                new ImportedUsers(workspace, InstantSource.system()),
                new WrittenUsers(workspace),
                new ScrubbedState(workspace, store))),
        InstantSource.system(),
        _ -> Routes.builder().build());
  }

  private String send(int port, String method, String path, String body) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private static final Thought OF_OTHER = new Thought(new float[] {.25f, -3});

  private static Thought thought() {
    ByteBuffer bytes = ByteBuffer.wrap(THOUGHT.getBytes(StandardCharsets.ISO_8859_1));
    float[] vector_W = new float[THOUGHT.length() / Float.BYTES];
    bytes.asFloatBuffer().get(vector_W);
    return new Thought(vector_W);
  }

  private void live(int port, String user, String request) throws Exception {
    send(
        port,
        "POST",
        "/v1/slate",
        "{\"id\":\"%s\",\"user\":\"%s\",\"consent\":true,\"query\":\"knife\",\"deadlineMs\":10000}"
            .formatted(request, user));
    String taken =
        send(
            port,
            "POST",
            "/v1/events",
            "{\"id\":\"c%1$s\",\"user\":\"%2$s\",\"kind\":\"search\",\"subject\":\"pans\"}"
                .formatted(request, user));
    assertThat(taken).contains("\"accepted\":1");
  }

  @Test
  void oneCallForgetsAUserInEveryStoreAndNobodyElse() throws Exception {
    Path state = folder.resolve("shop/state/serving");
    String inside = door.of(MARIA);
    try (var store = DurableStore.open(state, Family.all());
        var server = serve(store)) {
      var users = server.service().state();
      users.putUsers(
          List.of(
              new User(inside, Map.of(), thought()), new User(door.of(OTHER), Map.of(), OF_OTHER)));
      live(server.port(), MARIA, "r1");
      live(server.port(), MARIA, "r2");
      live(server.port(), OTHER, "r3");
      assertThat(users.user(inside).isKnown()).isTrue();
      assertThat(users.user(inside).state().user().thought()).isEqualTo(thought());
      assertThat(filesWith(THOUGHT)).hasSizeGreaterThan(1);
      assertThat(filesWith(inside)).isNotEmpty();
      assertThat(filesWith(MARIA)).isEmpty();

      String report = send(server.port(), "DELETE", "/v1/users/" + MARIA, "");
      assertThat(report)
          .isEqualTo("{\"deleted\":{\"state\":4,\"data\":3,\"files\":3},\"left\":[]}");
      assertThat(filesWith(inside)).isEmpty();
      assertThat(filesWith(THOUGHT)).isEmpty();
      assertThat(users.user(inside).state().user().thought()).isEqualTo(Thought.NONE);
      assertThat(server.service().state().user(inside).isKnown()).isFalse();
      assertThat(server.service().state().user(door.of(OTHER)).isKnown()).isTrue();
      assertThat(server.view().explain("r1")).isEmpty();
      var exposure = server.service().state().exposure("r1").orElseThrow();
      assertThat(exposure.request().user()).isEmpty();
      assertThat(exposure.request().query()).isEmpty();
      assertThat(exposure.slate().positions()).isNotEmpty();

      live(server.port(), OTHER, "r4");
      assertThat(send(server.port(), "DELETE", "/v1/users/never-seen", ""))
          .isEqualTo("{\"deleted\":{\"state\":0,\"data\":0,\"files\":0},\"left\":[]}");
    }
    assertThat(filesWith(inside)).as("after the stop, too").isEmpty();
    assertThat(MarketData.load(workspace).users()).containsOnlyKeys(door.of(OTHER));
    try (var events = new EventLog(workspace, InstantSource.system()).stream()) {
      assertThat(events.map(event -> event.id())).containsExactly("e2");
    }
    try (var store = DurableStore.open(state, Family.all());
        var server = serve(store)) {
      assertThat(server.service().state().user(inside).isKnown()).isFalse();
      assertThat(server.service().state().user(door.of(OTHER)).state().recent()).hasSize(2);
      assertThat(server.service().state().user(door.of(OTHER)).state().user().thought())
          .isEqualTo(OF_OTHER);
      assertThat(server.service().state().exposure("r3").orElseThrow().request().user())
          .isEqualTo(door.of(OTHER));
    }
    var entries = new AuditLog(workspace, InstantSource.system()).verified();
    assertThat(entries).extracting(AuditLog.Entry::operation).contains("users.delete");
  }

  private List<Path> filesWith(String name) throws Exception {
    try (var files = Files.walk(folder.resolve("shop"))) {
      return files.filter(Files::isRegularFile).filter(file -> bytes(file).contains(name)).toList();
    }
  }

  private static String bytes(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
