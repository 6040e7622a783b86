package io.adlib.data.access;

import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Where a user's names stand in files, byte for byte. A name counts where it stands by itself, with
 * no letter, digit, hyphen or underscore before or after it. Names shorter than eight bytes are
 * looked for in text files alone: in large binary ones they would be found by chance.
 *
 * @param names all under which the user is known
 */
public record Traces(Set<String> names) {

  private static final int LONG_ENOUGH = 8;
  private static final Set<String> TEXTS =
      Set.of("csv", "html", "json", "jsonl", "log", "md", "ndjson", "tsv", "txt");

  public Traces {
    names = Set.copyOf(names);
  }

  /** The files under a folder that hold a name, in order. */
  public List<Path> in(Path folder) {
    var found = new TreeSet<Path>();
    for (Path file : files(folder)) {
      if (isIn(file)) {
        found.add(file);
      }
    }
    return List.copyOf(found);
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw DiskFailure.of("reading", folder, e);
    }
  }

  private boolean isIn(Path file) {
    String content = content(file);
    String name = file.getFileName().toString();
    boolean text = TEXTS.contains(name.substring(name.lastIndexOf('.') + 1));
    return names.stream()
        .map(Traces::bytes)
        .filter(wanted -> text || wanted.length() >= LONG_ENOUGH)
        .anyMatch(wanted -> at(content, wanted, 0) >= 0);
  }

  /**
   * Writes a text file anew with every name replaced by {@code (deleted)}.
   *
   * @return whether there was one
   */
  public boolean strike(Path file) {
    String before = content(file);
    String after = before;
    for (String name : names) {
      String wanted = bytes(name);
      for (int at = at(after, wanted, 0); at >= 0; at = at(after, wanted, at)) {
        after = after.substring(0, at) + "(deleted)" + after.substring(at + wanted.length());
      }
    }
    if (after.equals(before)) {
      return false;
    }
    byte[] struck = after.getBytes(StandardCharsets.ISO_8859_1);
    AtomicFiles.write(file, out -> out.write(struck));
    return true;
  }

  /** Bytes as characters of one byte each, so that any file can be searched as a text. */
  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  private static String bytes(String name) {
    return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static int at(String content, String wanted, int from) {
    for (int at = content.indexOf(wanted, from); at >= 0; at = content.indexOf(wanted, at + 1)) {
      int after = at + wanted.length();
      boolean alone =
          (at == 0 || !isOfAName(content.charAt(at - 1)))
              && (after == content.length() || !isOfAName(content.charAt(after)));
      if (alone) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isOfAName(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || c == '-'
        || c == '_';
  }
}
