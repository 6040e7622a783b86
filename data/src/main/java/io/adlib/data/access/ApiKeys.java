package io.adlib.data.access;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.data.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys of a workspace, {@code access/keys.json}: never a key itself, only its hash. The file is
 * replaced in one step, so a running server reads it whole. Thread-safe, and safe between
 * processes.
 */
public final class ApiKeys {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final double MOST_RATE = 1e6;

  private final Workspace workspace;
  private final Path file;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /** The keys of a workspace, dated by the clock. */
  public ApiKeys(Workspace workspace, InstantSource clock) {
    this.workspace = workspace;
    this.file = workspace.folder(Workspace.Area.ACCESS).resolve("keys.json");
    this.clock = clock;
  }

  /** The file's content. */
  record Kept(int format, List<ApiKey> keys) {}

  /**
   * All keys, revoked ones too, oldest first.
   *
   * @throws CorruptException if the file cannot be understood
   */
  public List<ApiKey> all() {
    try {
      return Files.exists(file)
          ? Objects.requireNonNull(JSON.readValue(Files.readString(file), Kept.class).keys())
          : List.of();
    } catch (CharacterCodingException | JacksonException | NullPointerException e) {
      throw new CorruptException(
          file + " is no list of keys", "restore it, or delete it and make new keys", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  /** When the file changed last, to see whether it must be read again. */
  public Optional<FileTime> changed() {
    try {
      return Files.exists(file) ? Optional.of(Files.getLastModifiedTime(file)) : Optional.empty();
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  /**
   * Makes a key.
   *
   * @param rate most requests a second; 0 for no limit of its own
   * @return with its text, which is not kept anywhere
   */
  public ApiKey.Made create(String name, Set<Scope> scopes, double rate) {
    if (scopes.isEmpty() || !isName(name) || !(rate >= 0 && rate <= MOST_RATE)) {
      throw new InputException(
          "a key needs a name in one line, a scope, and a rate from 0 to 1,000,000",
          "for example: adlib keys create shop --scope serve --scope events");
    }
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    byte[] number = new byte[5];
    random.nextBytes(number);
    String id = HexFormat.of().formatHex(number);
    String text =
        ApiKey.PREFIX
            + "_"
            + id
            + "_"
            + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    var key =
        new ApiKey(id, name, scopes, rate, ApiKey.hash(text), clock.instant(), Optional.empty());
    try (var _ = workspace.lock(Workspace.Area.ACCESS)) {
      var all = new ArrayList<>(all());
      all.add(key);
      write(all);
    }
    return new ApiKey.Made(key, text);
  }

  /**
   * Ends a key; a running server follows within a second.
   *
   * @throws InputException if there is none of that id that holds
   */
  public ApiKey revoke(String id) {
    try (var _ = workspace.lock(Workspace.Area.ACCESS)) {
      var all = new ArrayList<>(all());
      for (int i = 0; i < all.size(); i++) {
        ApiKey key = all.get(i);
        if (key.id().equals(id) && key.revoked().isEmpty()) {
          var ended =
              new ApiKey(
                  key.id(),
                  key.name(),
                  key.scopes(),
                  key.rate(),
                  key.hash(),
                  key.created(),
                  Optional.of(clock.instant()));
          all.set(i, ended);
          write(all);
          return ended;
        }
      }
    }
    throw new InputException("there is no key '" + id + "' that holds", "see: adlib keys list");
  }

  private static boolean isName(String name) {
    return !name.isBlank() && name.chars().noneMatch(Character::isISOControl);
  }

  private void write(List<ApiKey> keys) {
    AtomicFiles.write(file, JSON.writeValueAsString(new Kept(1, keys)) + "\n");
  }
}
