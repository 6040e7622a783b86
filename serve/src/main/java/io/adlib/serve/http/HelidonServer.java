package io.adlib.serve.http;

import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.serve.json.Json;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** {@link HttpServer} on Helidon SE: HTTP/1.1, a virtual thread a request. */
final class HelidonServer implements HttpServer {

  private static final Logger log = LoggerFactory.getLogger(HelidonServer.class);

  /** A line a request, at level info. */
  private static final Logger access = LoggerFactory.getLogger("io.adlib.access");

  private static final Pattern USABLE_ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  private static final String CROWD = "too many requests at once";
  private static final String LATER = "ask again later";
  private static final byte[] CROWDED = Json.bytes(new Problem(CROWD, LATER, "-"));

  private final HttpConfig config;
  private final Routes routes;
  private final Watchdog watchdog = new Watchdog();
  private final Overhead overhead = new Overhead();
  private final ThreadPoolExecutor workers;
  private volatile Runnable crowd = () -> {};
  private final WebServer server;
  private final int port;

  HelidonServer(HttpConfig config, Routes routes) {
    this.config = config;
    this.routes = routes;
    probe(config);
    workers =
        new ThreadPoolExecutor(
            0,
            config.maxPosts(),
            1,
            TimeUnit.MINUTES,
            new SynchronousQueue<>(),
            Thread.ofPlatform().name("adlib-post-", 0).daemon().factory());
    var builder = WebServer.builder();
    config.tls().ifPresent(certificate -> builder.tls(tls(certificate)));
    server =
        builder
            .host(config.host())
            .port(config.port())
            .shutdownHook(false)
            .featuresDiscoverServices(false)
            .shutdownGracePeriod(config.grace())
            .maxTcpConnections(config.maxConnections())
            .connectionOptions(options -> options.tcpNoDelay(true))
            .routing(routing -> routing.any(this::exchange))
            .build()
            .start();
    if (!server.isRunning()) {
      throw refused(config, "it was taken while starting");
    }
    port = server.port();
    log.info("listening on {}:{}", config.host(), port);
  }

  private static Tls tls(HttpConfig.Certificate files) {
    for (Path file : List.of(files.chain(), files.key())) {
      if (!Files.isReadable(file)) {
        throw new InputException(
            "the TLS file " + file + " cannot be read", "see serve.tls in adlib.yaml");
      }
    }
    try {
      Keys keys =
          Keys.builder()
              .pem(
                  pem ->
                      pem.key(Resource.create(files.key()))
                          .certChain(Resource.create(files.chain())))
              .build();
      return Tls.builder()
          .privateKey(keys.privateKey().orElseThrow())
          .privateKeyCertChain(keys.certChain())
          .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
          .build();
    } catch (RuntimeException e) {
      throw new InputException(
          "the TLS files "
              + files.chain()
              + " and "
              + files.key()
              + " are no certificate and its key: "
              + e.getMessage(),
          "give a certificate chain and an unencrypted PKCS#8 key, both PEM",
          e);
    }
  }

  /** Binds and lets go at once: Helidon itself logs a stack trace and starts without listening. */
  static void probe(HttpConfig config) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(config.host(), config.port()));
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      throw refused(config, reason.contains("in use") ? "the port is in use" : reason);
    }
  }

  private static EnvironmentException refused(HttpConfig config, String reason) {
    return new EnvironmentException(
        "cannot listen on " + config.host() + ":" + config.port() + ": " + reason,
        "stop the program that uses the port, or choose another port or host");
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public Duration overhead() {
    return overhead.usual();
  }

  @Override
  public void onCrowd(Runnable told) {
    crowd = told;
  }

  @Override
  public void close() {
    server.stop();
    workers.shutdown();
    watchdog.close();
  }

  private void exchange(ServerRequest in, ServerResponse out) throws IOException {
    if (workers.getActiveCount() >= config.maxPosts() && in.prologue().method() == Method.POST) {
      refuse(out);
      return;
    }
    answer(in, out);
  }

  /** Before anything is read or kept of it, since under a flood this is most of the work. */
  private void refuse(ServerResponse out) {
    crowd.run();
    out.status(503);
    out.header("Retry-After", "1");
    out.header("Content-Type", "application/json");
    out.send(CROWDED);
  }

  private void answer(ServerRequest in, ServerResponse out) throws IOException {
    Map<String, String> headers = new HashMap<>();
    in.headers().forEach(h -> headers.putIfAbsent(h.headerName().lowerCase(), h.get()));
    String id =
        Optional.ofNullable(headers.get("x-request-id"))
            .filter(sent -> USABLE_ID.matcher(sent).matches())
            .orElseGet(() -> UUID.randomUUID().toString());
    BoundedBody body;
    try {
      body =
          in.content().hasEntity()
              ? watchdog.within(
                  config.bodyTimeout(),
                  () ->
                      BoundedBody.read(
                          in.content().inputStream(), declared(headers), config.maxBody()))
              : BoundedBody.NONE;
    } catch (IOException | UncheckedIOException e) {
      throw new CloseConnectionException("the body of request " + id + " did not arrive", e);
    }
    long arrived = System.nanoTime();
    if (body.isTooLong()) {
      String error = "the body is larger than " + config.maxBody() + " bytes";
      send(
          body.ended() ? out : out.header("Connection", "close"),
          HttpResponse.problem(413, error, "send less at a time", id),
          in,
          id);
      return;
    }
    Map<String, String> query = new HashMap<>();
    in.query().names().forEach(name -> query.put(name, in.query().get(name)));
    String method = in.prologue().method().text();
    var request =
        new HttpRequest(id, method, in.path().rawPath(), Map.of(), query, headers, body.bytes());
    try (var _ = MDC.putCloseable("request", id)) {
      long asked = System.nanoTime();
      HttpResponse response = dispatched(request);
      long answered = System.nanoTime();
      access.info(
          "{} {} {} in {} ms", method, request.path(), response.status(), (answered - asked) / 1e6);
      send(out, response, in, id);
      if (!(response.body() instanceof HttpResponse.Body.Streamed)) {
        overhead.observed(asked - arrived + System.nanoTime() - answered);
      }
    }
  }

  /**
   * A POST, once its body is there, is worked at on a thread of the operating system: virtual
   * threads take turns in the order they came, so that a flood of requests to refuse would hold up
   * the few that were let in.
   */
  private HttpResponse dispatch(HttpRequest request) throws InterruptedException {
    if (!request.method().equals("POST")) {
      return routes.dispatch(request);
    }
    try {
      return workers.submit(() -> dispatchHere(request)).get();
    } catch (RejectedExecutionException _) {
      crowd.run();
      return HttpResponse.problem(503, CROWD, LATER, request.id()).with("Retry-After", "1");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a request met a defect", e.getCause());
    }
  }

  private HttpResponse dispatched(HttpRequest request) {
    try {
      return dispatch(request);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("the server stops", e);
    }
  }

  private HttpResponse dispatchHere(HttpRequest request) {
    try (var _ = MDC.putCloseable("request", request.id())) {
      return routes.dispatch(request);
    }
  }

  private static long declared(Map<String, String> headers) {
    try {
      return Long.parseLong(headers.getOrDefault("content-length", "0").strip());
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private static void send(ServerResponse out, HttpResponse response, ServerRequest in, String id) {
    out.status(response.status());
    out.header("X-Request-Id", id);
    response.headers().forEach(out::header);
    if (in.prologue().method().text().equals("HEAD")) {
      out.send();
      return;
    }
    switch (response.body()) {
      case HttpResponse.Body.Empty _ -> out.send();
      case HttpResponse.Body.Bytes(byte[] bytes) -> out.send(bytes);
      case HttpResponse.Body.Streamed(HttpResponse.Writer writer) -> {
        try (OutputStream stream = out.outputStream()) {
          writer.write(stream);
        } catch (IOException | UncheckedIOException e) {
          log.debug("the client of request {} went away: {}", id, e.getMessage());
        }
      }
    }
  }
}
