package io.adlib.console;

import io.adlib.core.BugException;
import io.adlib.serve.http.HttpHandler;
import io.adlib.serve.http.HttpRequest;
import io.adlib.serve.http.HttpResponse;
import io.adlib.serve.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The pages at {@code /} and the JSON they read under {@code /v1/console/}. Everything is served
 * from this jar, and the pages may load nothing from elsewhere (Content-Security-Policy).
 */
public final class Console {

  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private static final List<String> FILES =
      List.of(
          "index.html",
          "console.css",
          "icon.svg",
          "app.js",
          "dom.js",
          "format.js",
          "live.js",
          "sids.js",
          "explain.js",
          "vendor/echarts.min.js",
          "vendor/uPlot.iife.min.js",
          "vendor/uPlot.min.css");

  private final Map<String, HttpResponse> files = new HashMap<>();

  private Console() {
    FILES.forEach(name -> files.put(name, file(name)));
  }

  /** The routes of the console, to be added to a server's. */
  public static Routes routes(ConsoleData data) {
    var console = new Console();
    return Routes.builder()
        .get("/", _ -> console.page("index.html"))
        .get("/console/*", request -> console.page(request.parameter("*")))
        .get("/v1/console/live", _ -> HttpResponse.json(200, data.live()))
        .get("/v1/console/requests", _ -> HttpResponse.json(200, data.requests()))
        .get("/v1/console/pacing", _ -> HttpResponse.json(200, data.pacing()))
        .get("/v1/console/explain/*", found("request", data::explain))
        .get("/v1/console/sid-tree", _ -> HttpResponse.json(200, data.sidTree()))
        .get("/v1/console/sids/*", found("path", path -> data.adsUnder(prefix(path))))
        .build();
  }

  /** {@code *} stands for the empty prefix. */
  private static String prefix(String path) {
    return path.equals("*") ? "" : path;
  }

  /** Answers with what is found for the rest of the path, or says in 404 that nothing is. */
  private static <T> HttpHandler found(String what, Function<String, Optional<T>> question) {
    return request ->
        question
            .apply(request.parameter("*"))
            .map(answer -> HttpResponse.json(200, answer))
            .orElseGet(() -> missing(request, what));
  }

  private static HttpResponse missing(HttpRequest request, String what) {
    return HttpResponse.problem(
        404,
        "the " + what + " " + request.parameter("*") + " is not known or no longer remembered",
        "choose one from the list",
        request.id());
  }

  private HttpResponse page(String name) {
    HttpResponse file = files.get(name);
    return file != null ? file : HttpResponse.text(404, "there is no such file\n");
  }

  private static HttpResponse file(String name) {
    try (InputStream in = Console.class.getResourceAsStream("/web/" + name)) {
      if (in == null) {
        throw new BugException("the console's file " + name + " is missing", "build Adlib again");
      }
      return HttpResponse.bytes(200, type(name), in.readAllBytes())
          .with("Cache-Control", name.startsWith("vendor/") ? "max-age=86400" : "no-cache")
          .with("Content-Security-Policy", POLICY)
          .with("X-Content-Type-Options", "nosniff")
          .with("Referrer-Policy", "no-referrer");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> "text/javascript; charset=utf-8";
    };
  }
}
