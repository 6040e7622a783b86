package io.adlib.data.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * A key as it is kept. Its secret has 256 random bits, so one SHA-256 hides it: there is nothing to
 * guess that a slow hash would have to protect. Immutable and thread-safe.
 *
 * @param id public part of the key, by which it is found, logged and revoked
 * @param name for people
 * @param scopes what it allows
 * @param rate most requests a second; 0 for no limit of its own
 * @param hash SHA-256 of the secret, in hex
 * @param created when it was made
 * @param revoked when it stopped to hold, if it did
 */
public record ApiKey(
    String id,
    String name,
    Set<Scope> scopes,
    double rate,
    String hash,
    Instant created,
    Optional<Instant> revoked) {

  static final String PREFIX = "adlib";

  public ApiKey {
    scopes = Set.copyOf(scopes);
  }

  /** A key that was made just now, with the one copy there is of its text. */
  public record Made(ApiKey key, String text) {}

  /** The id that a text claims to be the key of; empty if the text is no key. */
  public static String idOf(String text) {
    String[] parts = text.split("_", 3);
    return parts.length == 3 && parts[0].equals(PREFIX) ? parts[1] : "";
  }

  /** Whether a text is this key, in a time that does not depend on where it differs. */
  public boolean is(String text) {
    return MessageDigest.isEqual(
        hash.getBytes(StandardCharsets.US_ASCII), hash(text).getBytes(StandardCharsets.US_ASCII));
  }

  static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
