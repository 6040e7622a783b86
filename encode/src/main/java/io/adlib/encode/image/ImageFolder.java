package io.adlib.encode.image;

import io.adlib.core.ContentHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds pictures by the relative paths that ads and contents name, in one folder and nowhere else:
 * what is outside of it, even by way of a symbolic link, is not read, and URLs are not fetched.
 * Immutable and thread-safe.
 */
public final class ImageFolder {

  private static final Pattern URL = Pattern.compile("(?s)//.*|[A-Za-z][A-Za-z0-9+.-]+:.*");

  /** No picture of a product needs more. */
  private static final long MOST_BYTES = 64L << 20;

  private final Path folder;
  private final long maxPixels;

  /**
   * The pictures of a folder, which need not exist.
   *
   * @param maxPixels a picture with more is not decoded
   */
  public ImageFolder(Path folder, long maxPixels) {
    this.folder = folder.toAbsolutePath().normalize();
    this.maxPixels = maxPixels;
  }

  /** Looks for a picture; reads its header, and its bytes to hash them, but no pixel. */
  public Picture find(String name) {
    try {
      Optional<Absence> absence = refuse(name);
      if (absence.isPresent()) {
        return new Picture.Absent(absence.get());
      }
      Path file = folder.resolve(name.strip());
      return new Picture.Found(new ImageFile(file, ContentHash.ofFile(file)));
    } catch (InvalidPathException _) {
      return new Picture.Absent(Absence.MISSING);
    } catch (IOException | UncheckedIOException _) {
      return new Picture.Absent(Absence.UNREADABLE);
    }
  }

  /**
   * Where a picture's path would lead inside the folder, whether or not it is there; empty for
   * URLs, paths that lead out, and no path at all.
   */
  public Optional<Path> place(String name) {
    try {
      Path file = folder.resolve(name.strip()).normalize();
      boolean inside = !name.isBlank() && !URL.matcher(name.strip()).matches();
      return Optional.of(file).filter(path -> inside && path.startsWith(folder));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  private Optional<Absence> refuse(String name) throws IOException {
    if (name.isBlank()) {
      return Optional.of(Absence.NONE);
    }
    if (URL.matcher(name.strip()).matches()) {
      return Optional.of(Absence.REMOTE);
    }
    Path file = folder.resolve(name.strip()).normalize();
    if (!file.startsWith(folder)) {
      return Optional.of(Absence.OUTSIDE);
    }
    if (!Files.isRegularFile(file)) {
      return Optional.of(Absence.MISSING);
    }
    if (!file.toRealPath().startsWith(folder.toRealPath())) {
      return Optional.of(Absence.OUTSIDE);
    }
    if (Files.size(file) > MOST_BYTES) {
      return Optional.of(Absence.TOO_LARGE);
    }
    return ImageDecoder.size(file)
        .map(size -> size.pixels() > maxPixels ? Absence.TOO_LARGE : Absence.NONE)
        .or(() -> Optional.of(Absence.UNREADABLE))
        .filter(absence -> absence != Absence.NONE);
  }
}
