package io.adlib.llm.model;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import io.adlib.core.BugException;
import io.adlib.core.ContentHash;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP under the OpenAI client with what batch runs need and the stock client lacks: one deadline
 * for the whole exchange, so that a server that drips cannot hold a call; a bound on the answer's
 * size; {@code Retry-After}; no redirects, which would carry the key elsewhere; and an {@code
 * Idempotency-Key} made of the body, so that a server that knows it does not charge for the same
 * call twice. Thread-safe.
 */
final class DeadlineHttp implements HttpClient, HttpClientBuilder, AutoCloseable {

  private static final int MOST_BYTES = 8 << 20;

  /** What the JDK's client sets itself. */
  private static final Set<String> RESTRICTED = Set.of("content-length", "host", "connection");

  private final java.net.http.HttpClient client;
  private final Duration deadline;
  private final InstantSource clock;

  DeadlineHttp(Duration deadline, InstantSource clock) {
    this.deadline = deadline;
    this.clock = clock;
    client =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
            .connectTimeout(deadline)
            .build();
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    String body = request.body() == null ? "" : request.body();
    var builder =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
            .method(
                request.method().name(), java.net.http.HttpRequest.BodyPublishers.ofString(body))
            .setHeader("Idempotency-Key", new ContentHash().add(body).hex());
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (!RESTRICTED.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> builder.header(name, value));
              }
            });
    HttpResponse<byte[]> response = exchange(builder.build());
    String text = new String(response.body(), StandardCharsets.UTF_8);
    if (response.statusCode() / 100 != 2) {
      Optional<Duration> wait =
          response.headers().firstValue("Retry-After").flatMap(v -> RetryAfter.parse(v, clock));
      throw new HttpFailure(HttpFailure.Kind.STATUS, response.statusCode(), text, wait);
    }
    return SuccessfulHttpResponse.builder()
        .statusCode(response.statusCode())
        .headers(response.headers().map())
        .body(text)
        .build();
  }

  private HttpResponse<byte[]> exchange(java.net.http.HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      return exchange.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw failure(HttpFailure.Kind.LATE, "no whole answer within " + deadline.toMillis() + " ms");
    } catch (InterruptedException e) {
      throw new CancelledCall(e);
    } catch (CancellationException e) {
      throw new CancelledCall(e);
    } catch (ExecutionException e) {
      throw ofCause(e.getCause());
    } finally {
      exchange.cancel(true);
    }
  }

  private static HttpFailure ofCause(@Nullable Throwable cause) {
    if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
      return failure(HttpFailure.Kind.UNREACHED, "nobody answers at the endpoint");
    }
    String type = Objects.requireNonNull(cause).getClass().getSimpleName();
    return failure(HttpFailure.Kind.BROKEN, "the connection broke (" + type + ")");
  }

  private static HttpFailure failure(HttpFailure.Kind kind, String message) {
    return new HttpFailure(kind, 0, message, Optional.empty());
  }

  /** The caller's thread was interrupted. */
  static final class CancelledCall extends RuntimeException {
    private static final long serialVersionUID = 1;

    CancelledCall(Throwable cause) {
      super("interrupted", cause);
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    throw new BugException("streaming is not used", "please report it");
  }

  @Override
  public Duration connectTimeout() {
    return deadline;
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    return this;
  }

  @Override
  public Duration readTimeout() {
    return deadline;
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    return this;
  }

  @Override
  public HttpClient build() {
    return this;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
