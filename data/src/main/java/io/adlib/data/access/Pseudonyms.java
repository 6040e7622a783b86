package io.adlib.data.access;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.data.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The names under which users are known inside: HMAC-SHA-256 (RFC 2104) of the name they have
 * outside, under a key of the workspace, cut to 128 bits. Both doors, import and HTTP, give them
 * out, so no store ever holds a name from outside; who has the stores but not the key cannot tell
 * whose they are. The key is {@code access/pseudonym.key}, made with the workspace; a workspace
 * without it keeps names as they come. Immutable and thread-safe.
 */
public final class Pseudonyms {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int NAME_BYTES = 16;

  private static final Pseudonyms NONE = new Pseudonyms(Optional.empty());

  private final Optional<SecretKeySpec> key;

  private Pseudonyms(Optional<SecretKeySpec> key) {
    this.key = key;
  }

  /** Names stay as they come. */
  public static Pseudonyms none() {
    return NONE;
  }

  /** Under a key of 32 bytes. */
  public static Pseudonyms of(byte[] key) {
    return new Pseudonyms(Optional.of(new SecretKeySpec(key, ALGORITHM)));
  }

  /**
   * Those of a workspace.
   *
   * @throws CorruptException if its key cannot be understood
   */
  public static Pseudonyms of(Workspace workspace) {
    Path file = file(workspace);
    try {
      if (!Files.exists(file)) {
        return NONE;
      }
      byte[] key = HexFormat.of().parseHex(Files.readString(file).strip());
      if (key.length != KEY_BYTES) {
        throw new IllegalArgumentException("of " + key.length + " bytes");
      }
      return of(key);
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new CorruptException(
          file + " is no key", "restore it: without it no user is recognised", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  /**
   * Makes the key of a workspace that has no data yet.
   *
   * @throws InputException if it has one
   */
  public static void create(Workspace workspace) {
    Path file = file(workspace);
    if (Files.exists(file)) {
      throw new InputException(file + " exists", "a workspace has one key for ever");
    }
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    AtomicFiles.write(file, HexFormat.of().formatHex(key) + "\n");
    try {
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    } catch (IOException e) {
      throw DiskFailure.of("protecting", file, e);
    }
  }

  private static Path file(Workspace workspace) {
    return workspace.folder(Workspace.Area.ACCESS).resolve("pseudonym.key");
  }

  /** Whether names are changed at all. */
  public boolean areKeyed() {
    return key.isPresent();
  }

  /** The name inside of a user who has this name outside; nobody stays nobody. */
  public String of(String outside) {
    if (key.isEmpty() || outside.isEmpty()) {
      return outside;
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key.get());
      byte[] full = mac.doFinal(outside.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(full, NAME_BYTES));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
