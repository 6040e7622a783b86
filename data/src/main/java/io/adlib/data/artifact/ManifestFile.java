package io.adlib.data.artifact;

import io.adlib.core.ContentHash;
import io.adlib.core.CorruptException;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads, writes and checks {@code manifest.json}. */
final class ManifestFile {

  static final String NAME = "manifest.json";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ManifestFile() {}

  /** Lists and hashes every file under a folder but the manifest itself. */
  static List<Manifest.PayloadFile> inventory(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .filter(path -> !path.equals(folder.resolve(NAME)))
          .map(path -> describe(folder, path))
          .sorted(java.util.Comparator.comparing(Manifest.PayloadFile::path))
          .toList();
    } catch (IOException e) {
      throw DiskFailure.of("reading", folder, e);
    } catch (UncheckedIOException e) {
      throw DiskFailure.of("reading", folder, e);
    }
  }

  private static Manifest.PayloadFile describe(Path folder, Path file) {
    try {
      return new Manifest.PayloadFile(
          relative(folder, file), Files.size(file), ContentHash.ofFile(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String relative(Path folder, Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  static void write(Path folder, Manifest manifest) {
    AtomicFiles.write(folder.resolve(NAME), JSON.writeValueAsString(manifest) + "\n");
  }

  /**
   * Reads the manifest without looking at the payload.
   *
   * @throws CorruptException if it is missing, unreadable or not the folder's own
   */
  static Manifest read(Path folder, String remedy) {
    Path file = folder.resolve(NAME);
    Manifest manifest;
    try {
      manifest = JSON.readValue(Files.readAllBytes(file), Manifest.class);
    } catch (NoSuchFileException e) {
      throw new CorruptException(file + " is missing", remedy, e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    } catch (JacksonException | NullPointerException e) {
      throw new CorruptException(file + " is no manifest", remedy, e);
    }
    if (manifest.format() != Manifest.FORMAT) {
      throw new CorruptException(
          file + " has format " + manifest.format() + ", this Adlib reads " + Manifest.FORMAT,
          manifest.format() > Manifest.FORMAT ? "use the newer Adlib that made it" : remedy);
    }
    if (!manifest.name().equals(String.valueOf(folder.getFileName()))) {
      throw new CorruptException(file + " belongs to " + manifest.name(), remedy);
    }
    return manifest;
  }

  /**
   * Checks every payload file's presence, size and checksum.
   *
   * @throws CorruptException naming the first file that differs
   */
  static void verify(Path folder, Manifest manifest, String remedy) {
    for (Manifest.PayloadFile expected : manifest.files()) {
      Path file = folder.resolve(expected.path());
      try {
        if (!Files.isRegularFile(file)) {
          throw new CorruptException(file + " is missing", remedy);
        }
        if (Files.size(file) != expected.bytes()) {
          throw new CorruptException(
              file + " has " + Files.size(file) + " bytes instead of " + expected.bytes(), remedy);
        }
        if (!ContentHash.ofFile(file).equals(expected.sha256())) {
          throw new CorruptException(file + " is damaged: its checksum differs", remedy);
        }
      } catch (IOException e) {
        throw DiskFailure.of("reading", file, e);
      } catch (UncheckedIOException e) {
        throw DiskFailure.of("reading", file, e);
      }
    }
  }
}
