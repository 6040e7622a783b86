package io.adlib.llm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real server that speaks as OpenAI's does and misbehaves on demand. It counts, by the user's
 * message, the calls that came, and the charges: answers sent whole, once for each Idempotency-Key.
 */
public final class TestingServer implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Behaviour behaviour;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger count = new AtomicInteger();
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, Integer> charges = new ConcurrentHashMap<>();
  private final Map<String, String> charged = new ConcurrentHashMap<>();

  /** What the server does with a call. */
  @FunctionalInterface
  public interface Behaviour {
    void answer(Call call, TestingServer server) throws IOException;
  }

  /**
   * A call.
   *
   * @param number from 1
   */
  public record Call(int number, HttpExchange exchange, JsonNode body) {
    public String user() {
      return body.path("messages").path(1).path("content").asString();
    }

    public String header(String name) {
      return String.valueOf(exchange.getRequestHeaders().getFirst(name));
    }
  }

  private TestingServer(Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::handle);
    server.start();
  }

  public static TestingServer start(Behaviour behaviour) throws IOException {
    return new TestingServer(behaviour);
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
      var call = new Call(count.incrementAndGet(), exchange, body);
      synchronized (this) {
        calls.add(call);
      }
      behaviour.answer(call, this);
    } catch (IOException e) {
      // the other side hung up: that is what it is for
    }
  }

  public String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Charges by the user's message. */
  public Map<String, Integer> charges() {
    return charges;
  }

  /** A whole answer of 100 prompt and 50 answer tokens. */
  public void reply(Call call, String content) throws IOException {
    reply(call, content, "stop");
  }

  public void reply(Call call, String content, String finish) throws IOException {
    send(call, 200, completion(content, finish));
    if (charged.putIfAbsent(call.header("Idempotency-Key"), "") == null) {
      charges.merge(call.user(), 1, Integer::sum);
    }
  }

  public void send(Call call, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    call.exchange().getResponseHeaders().set("Content-Type", "application/json");
    call.exchange().sendResponseHeaders(status, bytes.length);
    call.exchange().getResponseBody().write(bytes);
  }

  /** Half of an answer, then the line is cut. */
  public void half(Call call, String content) throws IOException {
    byte[] bytes = completion(content, "stop").getBytes(StandardCharsets.UTF_8);
    call.exchange().sendResponseHeaders(200, bytes.length);
    call.exchange().getResponseBody().write(bytes, 0, bytes.length / 2);
    call.exchange().getResponseBody().flush();
  }

  /** A byte every 20 ms for as long as the caller holds on. */
  public void drip(Call call) throws IOException {
    call.exchange().sendResponseHeaders(200, 0);
    try (OutputStream out = call.exchange().getResponseBody()) {
      while (!isClosing(20)) {
        out.write(' ');
        out.flush();
      }
    }
  }

  /** Says nothing until the server is closed. */
  public void hang() {
    boolean _ = isClosing(60_000);
  }

  private boolean isClosing(long millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static String completion(String content, String finish) {
    return JSON.writeValueAsString(
        Map.of(
            "id",
            "x",
            "object",
            "chat.completion",
            "created",
            1,
            "model",
            "testing",
            "choices",
            List.of(
                Map.of(
                    "index",
                    0,
                    "message",
                    Map.of("role", "assistant", "content", content),
                    "finish_reason",
                    finish)),
            "usage",
            Map.of("prompt_tokens", 100, "completion_tokens", 50, "total_tokens", 150)));
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
