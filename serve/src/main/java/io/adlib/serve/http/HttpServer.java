package io.adlib.serve.http;

import java.time.Duration;

/** A server that listens. Thread-safe. */
public interface HttpServer extends AutoCloseable {

  /** The port it listens on. */
  int port();

  /** What usually passes of a request's time outside its handler, as measured of late. */
  Duration overhead();

  /** From now on, tells who counts them of each POST that found too many others. */
  void onCrowd(Runnable told);

  /** Takes no more requests, lets those under way end within the grace period, and stops. */
  @Override
  void close();

  /**
   * Whether a server could listen now, so that one that could not says so before long preparations.
   *
   * @throws io.adlib.core.EnvironmentException if the port is taken or may not be used
   */
  static void requireFree(HttpConfig config) {
    HelidonServer.probe(config);
  }

  /**
   * Listens with the server library that Adlib ships.
   *
   * @throws io.adlib.core.EnvironmentException if the port is taken or may not be used
   */
  static HttpServer start(HttpConfig config, Routes routes) {
    return new HelidonServer(config, routes);
  }
}
