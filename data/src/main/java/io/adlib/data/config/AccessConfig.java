package io.adlib.data.config;

import java.util.List;
import java.util.Optional;

/**
 * Who may reach the server, and how.
 *
 * @param keys {@code auto}, {@code required} or {@code off}
 * @param rate most requests a second of a key that has no rate of its own; 0 for no limit
 * @param certificate file of the TLS certificate chain, in PEM
 * @param key file of its private key
 */
public record AccessConfig(
    String keys, double rate, Optional<String> certificate, Optional<String> key) {

  private static final String NONE = "none";

  static AccessConfig of(Section s) {
    return new AccessConfig(
        s.oneOf(
            "keys",
            "auto",
            List.of("auto", "required", "off"),
            "Whether callers need an API key; auto: unless only this machine can reach the server"
                + " and no key was made"),
        s.number(
            "rate_per_second",
            0,
            0,
            1e6,
            "Most requests a second of a key that has no rate of its own; 0 for no limit"),
        file(
            s.text(
                "tls_certificate",
                NONE,
                "File of the server's certificate and those above it, PEM; none for plain HTTP")),
        file(s.text("tls_key", NONE, "File of the certificate's private key, PEM, PKCS#8")));
  }

  private static Optional<String> file(String text) {
    return Optional.of(text).filter(t -> !t.equals(NONE));
  }
}
