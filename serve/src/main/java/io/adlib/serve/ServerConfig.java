package io.adlib.serve;

import io.adlib.data.config.AdlibConfig;
import io.adlib.serve.http.HttpConfig;
import io.adlib.serve.path.PathConfig;
import io.adlib.serve.state.StateConfig;
import java.time.Duration;

/**
 * All that a server is told.
 *
 * @param http how it listens
 * @param path how requests are answered
 * @param state how long things are kept
 * @param deadline for an answer to a request that names none
 * @param publicUrl where notices reach it, such as {@code https://ads.example}; empty for {@code
 *     http://HOST:PORT} as it listens
 */
public record ServerConfig(
    HttpConfig http, PathConfig path, StateConfig state, Duration deadline, String publicUrl) {

  /** The {@code serve} section of adlib.yaml. */
  public static ServerConfig of(AdlibConfig.Serve serve) {
    HttpConfig usual = HttpConfig.of(serve.host(), serve.port());
    PathConfig path = PathConfig.DEFAULT;
    return new ServerConfig(
        new HttpConfig(
            serve.host(),
            serve.port(),
            serve.maxBody(),
            usual.bodyTimeout(),
            usual.grace(),
            usual.maxConnections()),
        new PathConfig(
            serve.beam(),
            Math.max(1, serve.beam() / 4),
            path.proposals(),
            path.popular(),
            path.exploration(),
            path.perAdvertiser(),
            path.reserveMicros(),
            path.seed()),
        StateConfig.DEFAULT,
        serve.deadline(),
        "");
  }

  /** Any free port of the loopback address, for tests and demonstrations. */
  public static ServerConfig loopback() {
    return new ServerConfig(
        HttpConfig.loopback(), PathConfig.DEFAULT, StateConfig.DEFAULT, Duration.ofMillis(100), "");
  }
}
