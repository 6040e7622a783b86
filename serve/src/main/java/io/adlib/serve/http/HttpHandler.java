package io.adlib.serve.http;

/**
 * Answers requests, each on a virtual thread of its own, many at once. An {@link
 * io.adlib.core.AdlibException} becomes a clear JSON error (see {@link Routes}).
 */
@FunctionalInterface
public interface HttpHandler {
  /** The answer. */
  HttpResponse handle(HttpRequest request);
}
