package io.adlib.app.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server's {@code POST /v1/slate}, over a bounded number of connections that stay open; a request
 * that finds none free waits for one, and its wait counts. Thread-safe.
 */
public final class HttpTarget implements LoadTarget, AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern STEPS = Pattern.compile("\"steps\"\\s*:\\s*\\[([^\\]]*)\\]");
  private static final Pattern NO_ADS = Pattern.compile("\"ads\"\\s*:\\s*\\[\\s*\\]");

  /** As many as a proxy before the server would keep. */
  private static final int CONNECTIONS = 128;

  private final Semaphore free = new Semaphore(CONNECTIONS, true);
  private final Deque<Wire> idle = new ConcurrentLinkedDeque<>();
  private final URI server;
  private final Optional<String> key;

  /**
   * @param server such as {@code http://localhost:8080}
   * @param key of its keys, where it asks for one
   */
  public HttpTarget(URI server, Optional<String> key) {
    this.server = server;
    this.key = key;
  }

  @Override
  public Answer ask(String request) {
    free.acquireUninterruptibly();
    try {
      Wire wire = idle.pollFirst();
      if (wire == null) {
        wire = new Wire(server, "/v1/slate", key, PATIENCE);
      }
      Wire.Reply reply = wire.post(request);
      if (wire.isOpen()) {
        idle.addFirst(wire);
      } else {
        wire.close();
      }
      return answer(reply.status(), reply.body());
    } catch (IOException | NumberFormatException _) {
      return new Answer(Outcome.FAILED, "");
    } finally {
      free.release();
    }
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
    var metrics = HttpRequest.newBuilder(server.resolve("/metrics")).timeout(PATIENCE);
    key.ifPresent(text -> metrics.header("Authorization", "Bearer " + text));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return ServerFigures.read(client, metrics.build());
    }
  }

  @Override
  public void close() {
    idle.forEach(Wire::close);
  }
}
