package io.adlib.serve.http;

import io.adlib.serve.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What goes back to the client.
 *
 * @param status such as 200
 * @param headers in the order they are sent; {@code Content-Length} is added by the server
 * @param body nothing, bytes, or a stream
 */
public record HttpResponse(int status, Map<String, String> headers, Body body) {

  public HttpResponse {
    headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** What the response carries. */
  public sealed interface Body {
    /** No body at all, as for 204. */
    record Empty() implements Body {}

    /** A body in memory; not copied. */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    record Bytes(byte[] bytes) implements Body {}

    /** A body written piece by piece, such as server-sent events; flush to send a piece. */
    record Streamed(Writer writer) implements Body {}
  }

  /** Writes a streamed body; an {@link IOException} means that the client has gone. */
  @FunctionalInterface
  public interface Writer {
    /** Writes until done; the stream is closed by the caller. */
    void write(OutputStream out) throws IOException;
  }

  /** Only a status. */
  public static HttpResponse empty(int status) {
    return new HttpResponse(status, Map.of(), new Body.Empty());
  }

  /** A value as JSON. */
  public static HttpResponse json(int status, Object value) {
    return bytes(status, "application/json", Json.bytes(value));
  }

  /** Text as UTF-8. */
  public static HttpResponse text(int status, String text) {
    return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** A page as UTF-8. */
  public static HttpResponse html(int status, String html) {
    return bytes(status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes of a media type. */
  public static HttpResponse bytes(int status, String contentType, byte[] bytes) {
    return new HttpResponse(status, Map.of("Content-Type", contentType), new Body.Bytes(bytes));
  }

  /** A streamed body of a media type, status 200. */
  public static HttpResponse streamed(String contentType, Writer writer) {
    return new HttpResponse(200, Map.of("Content-Type", contentType), new Body.Streamed(writer));
  }

  /** An error in our one form. */
  public static HttpResponse problem(int status, String error, String remedy, String requestId) {
    return json(status, new Problem(error, remedy, requestId));
  }

  /** The same with one more header. */
  public HttpResponse with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new HttpResponse(status, more, body);
  }
}
