package io.adlib.app.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server that answers with the bytes it is given, one answer a request. */
@Timeout(30)
class WireTest {

  private record Heard(String head, String body) {}

  private static Heard hear(BufferedReader in) throws IOException {
    var head = new StringBuilder();
    int length = 0;
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      head.append(line).append('\n');
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring(16));
      }
    }
    char[] body = new char[length];
    int read = 0;
    while (read < length) {
      read += in.read(body, read, length - read);
    }
    return new Heard(head.toString(), new String(body));
  }

  /** Asks as often as there are answers, over one connection. */
  private static List<Wire.Reply> asked(List<Heard> heard, String... answers) throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread side =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Socket peer = server.accept()) {
                      var in =
                          new BufferedReader(
                              new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8));
                      for (String answer : answers) {
                        heard.add(hear(in));
                        peer.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                      }
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort());
      var replies = new java.util.ArrayList<Wire.Reply>();
      try (var wire = new Wire(uri, "/v1/slate", Optional.of("secret"), Duration.ofSeconds(10))) {
        for (int i = 0; i < answers.length; i++) {
          replies.add(wire.post("{\"n\":" + i + "}"));
        }
      } finally {
        side.join();
      }
      return replies;
    }
  }

  @Test
  void asksAgainOverTheSameConnection() throws Exception {
    var heard = new java.util.ArrayList<Heard>();
    List<Wire.Reply> replies =
        asked(
            heard,
            "HTTP/1.1 200 OK\r\nX: y\r\ncontent-length: 3\r\n\r\none",
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    assertThat(replies).containsExactly(new Wire.Reply(200, "one"), new Wire.Reply(503, ""));
    assertThat(heard).extracting(Heard::body).containsExactly("{\"n\":0}", "{\"n\":1}");
    assertThat(heard.getFirst().head())
        .startsWith("POST /v1/slate HTTP/1.1\n")
        .contains("Authorization: Bearer secret\n", "Content-Type: application/json\n");
  }

  @Test
  void anAnswerThatBreaksOffOrIsNoneIsAnError() {
    assertThatThrownBy(
            () ->
                asked(
                    new java.util.ArrayList<>(),
                    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> asked(new java.util.ArrayList<>(), "hello\r\n\r\n"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> asked(new java.util.ArrayList<>(), "HTTP/1.1 200 OK\r\n\r\n"))
        .isInstanceOf(IOException.class);
  }
}
