package io.adlib.app.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's {@code POST /v1/slate}, over connections that stay open. Thread-safe. */
public final class HttpTarget implements LoadTarget, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern STEPS = Pattern.compile("\"steps\"\\s*:\\s*\\[([^\\]]*)\\]");
  private static final Pattern NO_ADS = Pattern.compile("\"ads\"\\s*:\\s*\\[\\s*\\]");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final URI slate;
  private final Optional<String> key;

  /**
   * @param server such as {@code http://localhost:8080}
   * @param key of its keys, where it asks for one
   */
  public HttpTarget(URI server, Optional<String> key) {
    this.key = key;
    slate = server.resolve("/v1/slate");
  }

  @Override
  public Answer ask(String request) {
    try {
      HttpResponse<String> response =
          client.send(
              to(slate)
                  .timeout(PATIENCE)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(request))
                  .build(),
              BodyHandlers.ofString());
      return answer(response.statusCode(), response.body());
    } catch (IOException _) {
      return new Answer(Outcome.FAILED, "");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Answer(Outcome.FAILED, "");
    }
  }

  private HttpRequest.Builder to(URI uri) {
    var request = HttpRequest.newBuilder(uri);
    key.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return request;
  }

  /** What a status and a body mean. */
  static Answer answer(int status, String body) {
    if (status == 503 || status == 429) {
      return new Answer(Outcome.SHED, "");
    }
    if (status != 200) {
      return new Answer(Outcome.FAILED, "");
    }
    Matcher found = STEPS.matcher(body);
    String steps = found.find() ? found.group(1).replaceAll("[\"\\s]", "") : "";
    if (steps.contains("no-bid")) {
      return new Answer(Outcome.SHED, steps);
    }
    return new Answer(NO_ADS.matcher(body).find() ? Outcome.EMPTY : Outcome.FILLED, steps);
  }

  /** What {@code GET /metrics} says now. */
  ServerFigures figures() {
    return ServerFigures.read(client, to(slate.resolve("/metrics")).build());
  }

  @Override
  public void close() {
    client.close();
  }
}
