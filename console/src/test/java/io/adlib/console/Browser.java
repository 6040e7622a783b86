package io.adlib.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real headless Chromium, driven over the DevTools protocol. */
final class Browser implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();

  /** Addresses that pages asked for. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** Errors that pages logged or threw. */
  final List<String> errors = new CopyOnWriteArrayList<>();

  private Browser(Process process, Path profile) throws Exception {
    this.process = process;
    Path port = profile.resolve("DevToolsActivePort");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Files.exists(port) && Files.readAllLines(port).size() >= 2);
    String base = "http://127.0.0.1:" + Files.readAllLines(port).getFirst();
    HttpClient http = HttpClient.newHttpClient();
    String pages =
        http.send(
                HttpRequest.newBuilder(URI.create(base + "/json")).build(), BodyHandlers.ofString())
            .body();
    String address =
        JSON.readTree(pages)
            .valueStream()
            .filter(p -> p.get("type").asString().equals("page"))
            .findFirst()
            .orElseThrow()
            .get("webSocketDebuggerUrl")
            .asString();
    socket = http.newWebSocketBuilder().buildAsync(URI.create(address), new Listener()).join();
    send("Page.enable", Map.of());
    send("Network.enable", Map.of());
    send("Runtime.enable", Map.of());
    send("Log.enable", Map.of());
  }

  /** Where the machine's Chromium is, if it has one. */
  static Optional<Path> chromium() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name -> Stream.of("/usr/bin/", "/usr/local/bin/").map(dir -> Path.of(dir + name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Browser start(Path chromium, Path profile) throws Exception {
    var command =
        List.of(
            chromium.toString(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Browser(process, profile);
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  JsonNode send(String method, Map<String, ?> parameters) {
    int id = ids.incrementAndGet();
    var reply = new CompletableFuture<JsonNode>();
    replies.put(id, reply);
    String message =
        JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
    socket.sendText(message, true).join();
    return reply.orTimeout(30, TimeUnit.SECONDS).join();
  }

  void size(int width, int height) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  void scheme(String lightOrDark) {
    send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", lightOrDark))));
  }

  void open(String url) {
    send("Page.navigate", Map.of("url", "about:blank"));
    send("Page.navigate", Map.of("url", url));
  }

  /** The value of an expression, as text. */
  String eval(String expression) {
    JsonNode reply =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    JsonNode value = reply.path("result").path("result").path("value");
    return value.isMissingNode() ? "" : value.isString() ? value.asString() : value.toString();
  }

  /** A click of the left button. */
  void click(double x, double y) {
    for (String type : List.of("mouseMoved", "mousePressed", "mouseReleased")) {
      send(
          "Input.dispatchMouseEvent",
          Map.of("type", type, "x", x, "y", y, "button", "left", "clickCount", 1));
    }
  }

  /** Waits until an expression is true. */
  void until(String expression) {
    Awaitility.await(expression)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> eval("Boolean(" + expression + ")").equals("true"));
  }

  void screenshot(Path file) throws IOException {
    JsonNode reply = send("Page.captureScreenshot", Map.of("format", "png"));
    Files.createDirectories(file.getParent());
    byte[] png = Base64.getDecoder().decode(reply.path("result").path("data").asString());
    Files.write(file, png);
  }

  @Override
  public void close() {
    send("Browser.close", Map.of());
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        take(JSON.readTree(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(JsonNode message) {
      if (message.has("id")) {
        Optional.ofNullable(replies.remove(message.get("id").asInt()))
            .ifPresent(reply -> reply.complete(message));
        return;
      }
      JsonNode params = message.path("params");
      switch (message.path("method").asString()) {
        case "Network.requestWillBeSent" ->
            asked.add(params.path("request").path("url").asString());
        case "Runtime.exceptionThrown" -> errors.add(params.toString());
        case "Log.entryAdded" -> {
          if (params.path("entry").path("level").asString().equals("error")) {
            errors.add(params.path("entry").path("text").asString());
          }
        }
        default -> {}
      }
    }
  }
}
