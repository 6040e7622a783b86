package io.adlib.serve.http;

import io.adlib.core.AdlibException;
import io.adlib.core.BugException;
import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which handler answers what. Patterns are paths whose segments are literal, {@code {name}} for one
 * segment, or a last {@code *} for the rest; the first route added that fits wins. Immutable and
 * thread-safe. Errors leave in one form, {@link Problem}:
 *
 * <ul>
 *   <li>no such path 404, no such method of it 405;
 *   <li>{@link InputException} 400, {@link EnvironmentException} 503, anything else 500.
 * </ul>
 */
public final class Routes {

  private static final Logger log = LoggerFactory.getLogger(Routes.class);

  private final List<Route> routes;

  private Routes(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  private record Route(String method, PathPattern pattern, HttpHandler handler) {}

  /** No routes yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects routes; not thread-safe. */
  public static final class Builder {
    private final List<Route> routes = new ArrayList<>();

    private Builder() {}

    /** Answers {@code GET} (and {@code HEAD}) of a path. */
    public Builder get(String pattern, HttpHandler handler) {
      return add("GET", pattern, handler);
    }

    /** Answers {@code POST} to a path. */
    public Builder post(String pattern, HttpHandler handler) {
      return add("POST", pattern, handler);
    }

    /** Answers any method of a path. */
    public Builder add(String method, String pattern, HttpHandler handler) {
      routes.add(new Route(method, PathPattern.of(pattern), handler));
      return this;
    }

    /** Adds all routes of another set. */
    public Builder addAll(Routes others) {
      routes.addAll(others.routes);
      return this;
    }

    /** The routes added so far. */
    public Routes build() {
      return new Routes(routes);
    }
  }

  /** The same routes, each handler behind what is put around it. */
  public Routes around(UnaryOperator<HttpHandler> wrap) {
    return new Routes(
        routes.stream()
            .map(r -> new Route(r.method(), r.pattern(), wrap.apply(r.handler())))
            .toList());
  }

  /** Answers a request; never throws. */
  public HttpResponse dispatch(HttpRequest request) {
    try {
      return route(request);
    } catch (AdlibException e) {
      int status =
          switch (e) {
            case InputException _ -> 400;
            case EnvironmentException _ -> 503;
            case CorruptException _, BugException _ -> 500;
          };
      if (status == 503) {
        log.warn(
            "{} {} (request {}): {}",
            request.method(),
            request.path(),
            request.id(),
            e.getMessage());
      } else if (status == 500) {
        log.error("{} {} (request {})", request.method(), request.path(), request.id(), e);
      }
      return HttpResponse.problem(status, line(e.getMessage()), line(e.remedy()), request.id());
    } catch (RuntimeException e) {
      log.error("{} {} (request {})", request.method(), request.path(), request.id(), e);
      return HttpResponse.problem(
          500,
          "this request met a defect of Adlib",
          "report it with the log's entry for the request id",
          request.id());
    }
  }

  private HttpResponse route(HttpRequest request) {
    String method = request.method().equals("HEAD") ? "GET" : request.method();
    var allowed = new TreeSet<String>();
    for (Route route : routes) {
      Optional<Map<String, String>> match = route.pattern.match(request.path());
      if (match.isPresent()) {
        if (route.method.equals(method)) {
          return route.handler.handle(request.with(match.get()));
        }
        allowed.add(route.method);
      }
    }
    if (allowed.isEmpty()) {
      return HttpResponse.problem(
          404, "there is no page " + line(request.path()), "see docs/serve.md", request.id());
    }
    String allow = String.join(", ", allowed);
    return HttpResponse.problem(
            405,
            request.path() + " does not answer " + line(request.method()),
            "use " + allow,
            request.id())
        .with("Allow", allow);
  }

  private static String line(@Nullable String message) {
    String first = (message == null ? "" : message).lines().findFirst().orElse("").strip();
    return first.length() <= 300 ? first : first.substring(0, 300) + "…";
  }
}
