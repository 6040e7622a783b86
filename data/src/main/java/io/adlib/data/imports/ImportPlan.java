package io.adlib.data.imports;

import io.adlib.core.InputException;
import io.adlib.data.schema.Table;
import io.adlib.data.workspace.DiskFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which file goes to which table, in the order in which tables refer to each other.
 *
 * @param sources at least one
 */
public record ImportPlan(List<Source> sources) {

  /** A file and its table. */
  public record Source(Table table, Path file) {}

  public ImportPlan {
    sources = sources.stream().sorted(Comparator.comparing(Source::table)).toList();
    if (sources.isEmpty()) {
      throw new InputException("there is nothing to import", "name files such as ads.csv");
    }
    for (Source source : sources) {
      if (!Files.isRegularFile(source.file())) {
        throw new InputException(source.file() + " is not a file", "see that the path is right");
      }
      Format.of(source.file());
    }
  }

  /**
   * Tells tables by file names that begin with them, such as {@code ads.csv}, {@code
   * events-2026-11-22.jsonl.gz}. Of a folder, all such files are taken.
   *
   * @throws InputException for a file that tells none, or a folder without any
   */
  public static ImportPlan of(List<Path> paths) {
    var sources = new ArrayList<Source>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new InputException("there is no file or folder " + path, "check the path");
      }
      if (Files.isDirectory(path)) {
        List<Source> found =
            children(path).stream()
                .flatMap(file -> table(file).map(table -> new Source(table, file)).stream())
                .toList();
        if (found.isEmpty()) {
          throw new InputException(path + " holds no file of a known table", remedy());
        }
        sources.addAll(found);
      } else {
        Table table =
            table(path)
                .orElseThrow(
                    () -> new InputException("the name " + path + " tells no table", remedy()));
        sources.add(new Source(table, path));
      }
    }
    return new ImportPlan(sources);
  }

  private static String remedy() {
    return "begin file names with "
        + Arrays.stream(Table.values()).map(Table::fileName).collect(Collectors.joining(", "))
        + ", such as ads.csv";
  }

  private static Optional<Table> table(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return Arrays.stream(Table.values())
        .filter(table -> name.matches(table.fileName() + "[^a-z].*"))
        .findFirst();
  }

  private static List<Path> children(Path folder) {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw DiskFailure.of("reading", folder, e);
    }
  }
}
