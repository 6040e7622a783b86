package io.adlib.serve;

import io.adlib.core.Catalogue;
import io.adlib.data.config.ExperimentConfig;
import io.adlib.serve.http.HttpConfig;
import io.adlib.serve.http.Routes;
import io.adlib.serve.path.PathConfig;
import io.adlib.serve.rollout.ReleaseShelf;
import io.adlib.serve.state.StateConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real server on a free port with the small market, and a client for it. */
public final class TestingServer implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public final TestingClock clock = new TestingClock(TestingMarket.NOON);
  public final TestingRecall recall = new TestingRecall();
  public final TestingVectors vectors = new TestingVectors();
  public final TestingStore store;
  public final Server server;
  private final HttpClient client = HttpClient.newHttpClient();

  public TestingServer(Path folder) {
    this(folder, TestingMarket.catalogue());
  }

  public TestingServer(Path folder, Catalogue catalogue) {
    this(folder, catalogue, PathConfig.DEFAULT);
  }

  public TestingServer(Path folder, Catalogue catalogue, PathConfig path) {
    this(folder, catalogue, config(path), Optional.empty());
  }

  public TestingServer(
      Path folder, Catalogue catalogue, ServerConfig config, Optional<ReleaseShelf> shelf) {
    store = new TestingStore(folder);
    server =
        Server.start(
            config,
            TestingMarket.release("v1", catalogue, recall).with(vectors.tokenizer()),
            store,
            shelf,
            clock,
            view ->
                Routes.builder()
                    .get(
                        "/page",
                        _ ->
                            io.adlib.serve.http.HttpResponse.text(
                                200, "requests " + view.lastMinute().requests()))
                    .build());
  }

  /** Loopback, patient, with notices at {@code https://ads.example}. */
  public static ServerConfig config(PathConfig path) {
    return new ServerConfig(
        HttpConfig.loopback(),
        path,
        StateConfig.DEFAULT,
        Duration.ofSeconds(10),
        "https://ads.example",
        ExperimentConfig.NONE);
  }

  /** A status and a body. */
  public record Answer(int status, String body) {
    public JsonNode json() {
      return JSON.readTree(body);
    }
  }

  public Answer get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  public Answer post(String path, String body) {
    return send(
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  public Answer delete(String path) {
    return send(HttpRequest.newBuilder(uri(path)).DELETE().build());
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  @Override
  public void close() {
    server.close();
    store.close();
    client.close();
  }
}
