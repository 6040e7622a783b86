package io.adlib.app.load;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * One connection that stays open, for {@code POST} of JSON and answers with a {@code
 * Content-Length}: as little as will do, since what a client costs on the server's own cores is
 * taken from the server. Not thread-safe.
 */
final class Wire implements Closeable {

  private static final int MOST_OF_A_LINE = 8192;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String head;
  private boolean open = true;

  /** What came back. */
  record Reply(int status, String body) {}

  /**
   * @param server {@code http} or {@code https}
   * @param path of all requests
   * @param key of the server, where it asks for one
   * @param patience for connecting, and for each answer
   */
  Wire(URI server, String path, Optional<String> key, Duration patience) throws IOException {
    boolean secure = "https".equals(server.getScheme());
    int port = server.getPort() >= 0 ? server.getPort() : secure ? 443 : 80;
    var plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.connect(
          new InetSocketAddress(server.getHost(), port), Math.toIntExact(patience.toMillis()));
      socket = secure ? secured(plain, server.getHost(), port) : plain;
      socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
    head =
        "POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\n%sContent-Length: "
            .formatted(
                path,
                server.getHost(),
                port,
                key.map(text -> "Authorization: Bearer " + text + "\r\n").orElse(""));
  }

  private static Socket secured(Socket plain, String host, int port) throws IOException {
    return ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, port, true);
  }

  /** Whether another request can be sent. */
  boolean isOpen() {
    return open;
  }

  /**
   * Sends a body and waits for the answer.
   *
   * @throws IOException if none came, or one that is not understood; the connection is then closed
   */
  Reply post(String json) throws IOException {
    boolean whole = false;
    try {
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      byte[] first = (head + body.length + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
      byte[] all = java.util.Arrays.copyOf(first, first.length + body.length);
      System.arraycopy(body, 0, all, first.length, body.length);
      out.write(all);
      Reply reply = read();
      whole = true;
      return reply;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  private Reply read() throws IOException {
    String[] status = line().split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
      throw new IOException("no HTTP/1.1 answer");
    }
    int length = -1;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      } else if (lower.startsWith("connection:") && lower.contains("close")) {
        open = false;
      }
    }
    if (length < 0) {
      throw new IOException("an answer without a length");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("half an answer");
    }
    try {
      return new Reply(Integer.parseInt(status[1]), new String(body, StandardCharsets.UTF_8));
    } catch (NumberFormatException e) {
      throw new IOException("no HTTP status", e);
    }
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.size() > MOST_OF_A_LINE) {
        throw new EOFException("the answer broke off");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    open = false;
    try {
      socket.close();
    } catch (IOException _) {
      // it is gone either way
    }
  }
}
