package io.adlib.serve;

import io.adlib.core.Catalogue;
import io.adlib.data.config.ExperimentConfig;
import io.adlib.serve.http.HttpConfig;
import io.adlib.serve.http.Routes;
import io.adlib.serve.path.PathConfig;
import io.adlib.serve.state.StateConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
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
    this(folder, catalogue, config(path), Facilities.NONE);
  }

  public TestingServer(Path folder, Catalogue catalogue, ServerConfig config, Facilities around) {
    store = new TestingStore(folder);
    server =
        Server.start(
            config,
            TestingMarket.release("v1", catalogue, recall).with(vectors.tokenizer()),
            store,
            around,
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

  /** What came back. */
  public record Answer(int status, String body, java.net.http.HttpHeaders headers) {
    public JsonNode json() {
      return JSON.readTree(body);
    }
  }

  public Answer get(String path, String... headers) {
    return send(request(path, headers).build());
  }

  public Answer post(String path, String body, String... headers) {
    return send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var request = HttpRequest.newBuilder(uri(path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  public Answer delete(String path) {
    return send(HttpRequest.newBuilder(uri(path)).DELETE().build());
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response.headers());
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
