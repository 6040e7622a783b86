package io.adlib.serve.http;

import io.adlib.core.InputException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the server listens.
 *
 * @param host address to bind, such as {@code 0.0.0.0} or {@code 127.0.0.1}
 * @param port 0 for any free one
 * @param maxBody bytes a request's body may have; more is answered with 413
 * @param bodyTimeout how long a body may take to arrive; a slower client is cut off
 * @param grace how long a stop waits for requests that are under way
 * @param maxConnections open at once; more wait in the backlog
 * @param maxPosts POST requests that are worked at at once; more are refused with 503 before their
 *     bodies are read
 * @param tls the certificate it shows; plain HTTP without
 */
public record HttpConfig(
    String host,
    int port,
    int maxBody,
    Duration bodyTimeout,
    Duration grace,
    int maxConnections,
    int maxPosts,
    Optional<Certificate> tls) {

  /**
   * Files in PEM.
   *
   * @param chain the server's certificate, then those between it and a root
   * @param key its private key, PKCS#8, not encrypted
   */
  public record Certificate(Path chain, Path key) {}

  public HttpConfig {
    if (port < 0 || port > 65535) {
      throw new InputException("port " + port + " does not exist", "choose one of 0 to 65535");
    }
    if (maxBody < 1) {
      throw new InputException("a body limit of " + maxBody, "allow at least one byte");
    }
  }

  /** Enough that no processor waits, few enough that none of them waits long. */
  private static final int POSTS_A_PROCESSOR = 8;

  /** Bodies to 1 MiB, 10 s to send them, 5 s of grace, 4,096 connections. */
  public static HttpConfig of(String host, int port) {
    return new HttpConfig(
        host,
        port,
        1 << 20,
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        4096,
        Math.max(16, POSTS_A_PROCESSOR * Runtime.getRuntime().availableProcessors()),
        Optional.empty());
  }

  /** Whether only this machine can reach it. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }

  /** Any free port of the loopback address, for tests. */
  public static HttpConfig loopback() {
    return of("127.0.0.1", 0);
  }
}
