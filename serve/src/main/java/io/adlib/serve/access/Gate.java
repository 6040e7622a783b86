package io.adlib.serve.access;

import io.adlib.data.access.ApiKey;
import io.adlib.data.access.Scope;
import io.adlib.serve.http.HttpHandler;
import io.adlib.serve.http.HttpRequest;
import io.adlib.serve.http.HttpResponse;
import io.adlib.serve.http.Routes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Lets in who has a key for what is asked: 401 without one, 403 with one for other things, 429 with
 * {@code Retry-After} (RFC 9110, 10.2.3) past its rate. A key comes as {@code Authorization:
 * Bearer}, as {@code X-Api-Key}, or as the password of {@code Authorization: Basic}, which is how a
 * browser reaches the console. Thread-safe.
 */
public final class Gate {

  private final Optional<KeyRing> ring;
  private final double rate;
  private final LongSupplier ticker;
  private final Map<String, RateLimit> limits = new ConcurrentHashMap<>();
  private volatile Consumer<String> refusals = _ -> {};

  private Gate(Optional<KeyRing> ring, double rate, LongSupplier ticker) {
    this.ring = ring;
    this.rate = rate;
    this.ticker = ticker;
  }

  /** Everybody is let in. */
  public static Gate open() {
    return new Gate(Optional.empty(), 0, System::nanoTime);
  }

  /**
   * Only who has a key.
   *
   * @param rate most requests a second of a key that has no rate of its own; 0 for no limit
   * @param ticker nanoseconds of a clock that never goes back
   */
  public static Gate keyed(KeyRing ring, double rate, LongSupplier ticker) {
    return new Gate(Optional.of(ring), rate, ticker);
  }

  /** Whether everybody is let in. */
  public boolean isOpen() {
    return ring.isEmpty();
  }

  /** Tells {@code unknown}, {@code scope} or {@code rate} of every request that is not let in. */
  public void onRefusal(Consumer<String> listener) {
    refusals = listener;
  }

  /** The same routes for those who have a key of this scope. */
  public Routes guarded(Scope scope, Routes routes) {
    return ring.map(keys -> routes.around(handler -> guarded(keys, scope, handler))).orElse(routes);
  }

  private HttpHandler guarded(KeyRing keys, Scope scope, HttpHandler handler) {
    return request -> {
      Optional<ApiKey> key = text(request).flatMap(keys::find);
      if (key.isEmpty()) {
        return refuse("unknown", 401, "this needs a key", "send Authorization: Bearer KEY", request)
            .with("WWW-Authenticate", "Basic realm=\"adlib\"");
      }
      if (!key.get().scopes().contains(scope)) {
        return refuse(
            "scope",
            403,
            "key " + key.get().id() + " is not for this",
            "use one with the scope " + scope.text(),
            request);
      }
      Duration wait = take(key.get());
      if (wait.isPositive()) {
        return refuse("rate", 429, "key " + key.get().id() + " asks too often", "wait", request)
            .with(
                "Retry-After", Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds())));
      }
      return handler.handle(request.by(key.get().id() + " " + key.get().name()));
    };
  }

  private HttpResponse refuse(
      String why, int status, String error, String remedy, HttpRequest request) {
    refusals.accept(why);
    return HttpResponse.problem(status, error, remedy, request.id());
  }

  private Duration take(ApiKey key) {
    double most = key.rate() > 0 ? key.rate() : rate;
    return most > 0
        ? limits
            .compute(
                key.id(),
                (_, old) ->
                    old != null && old.perSecond() == most ? old : new RateLimit(most, ticker))
            .take()
        : Duration.ZERO;
  }

  private static Optional<String> text(HttpRequest request) {
    Optional<String> header = request.header("authorization");
    if (header.isEmpty()) {
      return request.header("x-api-key").map(String::strip);
    }
    String[] parts = header.get().strip().split("\\s+", 2);
    if (parts.length < 2) {
      return Optional.empty();
    }
    return switch (parts[0].toLowerCase(java.util.Locale.ROOT)) {
      case "bearer" -> Optional.of(parts[1].strip());
      case "basic" -> password(parts[1].strip());
      default -> Optional.empty();
    };
  }

  private static Optional<String> password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
