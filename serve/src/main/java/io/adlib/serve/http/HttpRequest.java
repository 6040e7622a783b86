package io.adlib.serve.http;

import io.adlib.core.InputException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What a client sent, its body read whole and bounded by {@link HttpConfig#maxBody}.
 *
 * @param id of this exchange: the client's {@code X-Request-Id} if it sent a usable one, else ours
 * @param method such as {@code GET}, upper case
 * @param path as it was sent, from {@code /}, without query
 * @param parameters of the route's pattern, decoded, by name; {@code *} holds the rest of the path
 * @param query first value of each query parameter, decoded
 * @param headers first value of each header, names in lower case
 * @param body not copied: treat it as immutable
 * @param caller who asks, as the key says; empty where none is asked for
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record HttpRequest(
    String id,
    String method,
    String path,
    Map<String, String> parameters,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body,
    String caller) {

  public HttpRequest {
    parameters = Map.copyOf(parameters);
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /** By nobody in particular. */
  public HttpRequest(
      String id,
      String method,
      String path,
      Map<String, String> parameters,
      Map<String, String> query,
      Map<String, String> headers,
      byte[] body) {
    this(id, method, path, parameters, query, headers, body, "");
  }

  /** The same, by a caller who is known now. */
  public HttpRequest by(String known) {
    return new HttpRequest(id, method, path, parameters, query, headers, body, known);
  }

  /** A parameter that the route's pattern names. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no parameter '" + name + "'");
    }
    return value;
  }

  /** A query parameter, if it was sent. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /**
   * A query parameter as a whole number.
   *
   * @throws InputException if it was sent and is no number
   */
  public long query(String name, long otherwise) {
    String value = query.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new InputException(
          "the query parameter " + name + " is '" + value + "'", "send a whole number", e);
    }
  }

  /** A header, if it was sent; the name in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  HttpRequest with(Map<String, String> matched) {
    return new HttpRequest(id, method, path, matched, query, headers, body, caller);
  }
}
