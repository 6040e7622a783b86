package io.adlib.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HelidonServerTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch proceed = new CountDownLatch(1);

  private final Routes routes =
      Routes.builder()
          .get("/hello/{name}", r -> HttpResponse.text(200, "hello " + r.parameter("name")))
          .get("/rest/*", r -> HttpResponse.text(200, r.parameter("*") + r.query("q").orElse("-")))
          .post("/length", r -> HttpResponse.text(200, Integer.toString(r.body().length)))
          .get("/input", _ -> fail(new InputException("the field is wrong", "correct it")))
          .get("/full", _ -> fail(new EnvironmentException("the disk is full", "make room")))
          .get("/corrupt", _ -> fail(new CorruptException("bad checksum", "roll back")))
          .get("/defect", _ -> fail(new IllegalStateException("secret detail")))
          .get(
              "/slow",
              _ -> {
                entered.countDown();
                await(proceed);
                return HttpResponse.text(200, "done");
              })
          .get(
              "/stream",
              _ ->
                  HttpResponse.streamed(
                      "text/event-stream",
                      out -> {
                        out.write("one\n".getBytes(StandardCharsets.UTF_8));
                        out.flush();
                        await(proceed);
                        out.write("two\n".getBytes(StandardCharsets.UTF_8));
                      }))
          .build();

  private final HttpServer server = HttpServer.start(HttpConfig.loopback(), routes);

  private static HttpResponse fail(RuntimeException e) {
    throw e;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() {
    proceed.countDown();
    server.close();
    client.close();
  }

  private java.net.http.HttpResponse<String> get(String path) throws Exception {
    return client.send(
        java.net.http.HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  @Test
  void routesByPathAndMethod() throws Exception {
    assertThat(get("/hello/J%C3%BCrgen").body()).isEqualTo("hello Jürgen");
    assertThat(get("/rest/a/b?q=x%20y").body()).isEqualTo("a/bx y");
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    var wrongMethod = get("/length");
    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(wrongMethod.headers().firstValue("Allow")).contains("POST");
  }

  @Test
  void errorsHaveTheirStatusAndOneClearLine() throws Exception {
    assertThat(get("/input"))
        .satisfies(
            r -> assertThat(r.statusCode()).isEqualTo(400),
            r -> assertThat(r.body()).contains("the field is wrong").contains("correct it"));
    assertThat(get("/full").statusCode()).isEqualTo(503);
    assertThat(get("/corrupt").statusCode()).isEqualTo(500);
    assertThat(get("/defect"))
        .satisfies(
            r -> assertThat(r.statusCode()).isEqualTo(500),
            r -> assertThat(r.body()).doesNotContain("secret detail"));
  }

  @Test
  void theRequestIdOfTheClientComesBackUnlessItIsUnusable() throws Exception {
    var sent =
        java.net.http.HttpRequest.newBuilder(uri("/hello/a")).header("X-Request-Id", "abc-1");
    assertThat(client.send(sent.build(), BodyHandlers.ofString()).headers())
        .satisfies(h -> assertThat(h.firstValue("X-Request-Id")).contains("abc-1"));
    var unusable =
        java.net.http.HttpRequest.newBuilder(uri("/hello/a")).header("X-Request-Id", "a b<c>");
    assertThat(client.send(unusable.build(), BodyHandlers.ofString()).headers())
        .satisfies(h -> assertThat(h.firstValue("X-Request-Id").orElse("")).hasSize(36));
  }

  @Test
  void aBodyOfTenMegabytesIsRefusedAndTheConnectionServesOn() throws Exception {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      var out = socket.getOutputStream();
      byte[] megabyte = new byte[1 << 20];
      out.write(head("POST /length", "Content-Length: " + 10 * megabyte.length));
      for (int i = 0; i < 10; i++) {
        out.write(megabyte);
      }
      out.flush();
      assertThat(readResponse(socket.getInputStream()))
          .startsWith("HTTP/1.1 413")
          .contains("larger than 1048576 bytes");
      out.write(head("GET /hello/again", "Connection: close"));
      out.flush();
      assertThat(readResponse(socket.getInputStream()))
          .startsWith("HTTP/1.1 200")
          .contains("hello again");
    }
  }

  @Test
  void aChunkedBodyOfTenMegabytesIsRefusedToo() throws Exception {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      var out = socket.getOutputStream();
      out.write(head("POST /length", "Transfer-Encoding: chunked"));
      byte[] chunk = new byte[1 << 16];
      for (int i = 0; i < 160; i++) {
        out.write("10000\r\n".getBytes(StandardCharsets.US_ASCII));
        out.write(chunk);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      assertThat(readResponse(socket.getInputStream())).startsWith("HTTP/1.1 413");
    }
  }

  @Test
  void aBodyUpToTheLimitArrivesWhole() throws Exception {
    var request =
        java.net.http.HttpRequest.newBuilder(uri("/length"))
            .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(new byte[1 << 20]))
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("1048576");
  }

  @Test
  void aPortInUseIsOneClearLine() {
    assertThatThrownBy(
            () -> HttpServer.start(HttpConfig.of("127.0.0.1", server.port()), routes).close())
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("cannot listen on 127.0.0.1:" + server.port() + ": the port is in use");
  }

  @Test
  void stoppingLetsARequestUnderWayFinish() throws Exception {
    var answer =
        client.sendAsync(
            java.net.http.HttpRequest.newBuilder(uri("/slow")).build(), BodyHandlers.ofString());
    await(entered);
    Thread closing = Thread.ofVirtual().start(server::close);
    proceed.countDown();
    assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("done");
    assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
    assertThatThrownBy(() -> get("/hello/late")).isInstanceOf(IOException.class);
  }

  @Test
  void aStreamedPieceArrivesBeforeTheEnd() throws Exception {
    var response =
        client.send(
            java.net.http.HttpRequest.newBuilder(uri("/stream")).build(),
            BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      assertThat(new String(in.readNBytes(4), StandardCharsets.UTF_8)).isEqualTo("one\n");
      proceed.countDown();
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("two\n");
    }
  }

  @Test
  void aPostThatFindsTooManyOthersIsRefusedAtOnceAndTheNextAfterThemIsNot() throws Exception {
    HttpConfig usual = HttpConfig.loopback();
    var narrow =
        new HttpConfig(
            usual.host(),
            0,
            usual.maxBody(),
            usual.bodyTimeout(),
            usual.grace(),
            usual.maxConnections(),
            1,
            usual.tls());
    Routes slow =
        Routes.builder()
            .get("/free", _ -> HttpResponse.text(200, "free"))
            .post(
                "/work",
                _ -> {
                  entered.countDown();
                  await(proceed);
                  return HttpResponse.text(200, "done");
                })
            .build();
    var crowded = new AtomicInteger();
    try (var one = HttpServer.start(narrow, slow)) {
      one.onCrowd(crowded::incrementAndGet);
      URI work = URI.create("http://127.0.0.1:" + one.port() + "/work");
      var post =
          java.net.http.HttpRequest.newBuilder(work)
              .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{}"))
              .build();
      var first = client.sendAsync(post, BodyHandlers.ofString());
      await(entered);
      var refused = client.send(post, BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(refused.body()).contains("too many requests at once");
      assertThat(crowded).hasValue(1);
      URI free = URI.create("http://127.0.0.1:" + one.port() + "/free");
      assertThat(
              client
                  .send(java.net.http.HttpRequest.newBuilder(free).build(), BodyHandlers.ofString())
                  .body())
          .isEqualTo("free");
      proceed.countDown();
      assertThat(first.get().body()).isEqualTo("done");
      int status = 503;
      while (status == 503) { // until the first has left its place
        status = client.send(post, BodyHandlers.ofString()).statusCode();
      }
      assertThat(status).isEqualTo(200);
    }
  }

  @Test
  void aClientThatFallsSilentIsCutOffWhileOthersAreServed() throws Exception {
    var impatient =
        new HttpConfig(
            "127.0.0.1",
            0,
            1 << 20,
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            64,
            64,
            java.util.Optional.empty());
    try (var quick = HttpServer.start(impatient, routes);
        var socket = new Socket("127.0.0.1", quick.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(head("POST /length", "Content-Length: 1000"));
      socket.getOutputStream().write(new byte[10]);
      socket.getOutputStream().flush();
      URI other = URI.create("http://127.0.0.1:" + quick.port() + "/hello/b");
      assertThat(
              client
                  .send(
                      java.net.http.HttpRequest.newBuilder(other).build(), BodyHandlers.ofString())
                  .body())
          .isEqualTo("hello b");
      String end = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(end).isEmpty();
    }
  }

  private static byte[] head(String requestLine, String header) {
    return (requestLine + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads one response with a Content-Length, and no byte more. */
  static String readResponse(InputStream in) throws IOException {
    var text = new StringBuilder();
    while (!text.toString().endsWith("\r\n\r\n")) {
      int c = in.read();
      if (c < 0) {
        return text.toString();
      }
      text.append((char) c);
    }
    var length =
        java.util.regex.Pattern.compile("(?i)content-length: (\\d+)").matcher(text.toString());
    assertThat(length.find()).as(text.toString()).isTrue();
    byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
    return text + new String(body, StandardCharsets.UTF_8);
  }
}
