package io.adlib.data.imports;

import io.adlib.core.ContentHash;
import io.adlib.core.ExchangeRates;
import io.adlib.data.schema.Table;
import io.adlib.data.tables.Database;
import io.adlib.data.tables.SnapshotEdit;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an import has parsed and checked, file by file, so that one that was stopped goes on: {@code
 * data/.parsed/KEY.rows} (Parquet), {@code KEY.rejects} (JSON Lines) and, last, {@code KEY.json}
 * with their checksums. The key is the hash of the file's content and of all else that decides what
 * becomes of its rows. What does not read back as it was written is parsed again. The data area
 * must be locked; not thread-safe.
 */
final class ParsedFiles {

  /** Changes when the parser or the checks of single rows change. */
  private static final String VERSION = "parsed 1";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder;

  /** Those of a data folder; any but the wanted keys' are removed. */
  ParsedFiles(Path data, Set<String> wanted) {
    folder = data.resolve(".parsed");
    for (Path path : children()) {
      String name = path.getFileName().toString();
      if (!wanted.contains(name.substring(0, Math.max(0, name.indexOf('.'))))) {
        AtomicFiles.deleteTree(path);
      }
    }
  }

  /**
   * The key of a file.
   *
   * @param sha256 of its content
   * @param rates whose currencies are allowed
   */
  static String key(
      ImportPlan.Source source, String sha256, ImportOptions options, ExchangeRates rates) {
    var hash = new ContentHash().add(VERSION).add(source.table().fileName()).add(sha256);
    hash.add(Format.of(source.file()).name()).add(options.ignoreExtraColumns() ? 1 : 0);
    rates.microsOfBase().keySet().stream().sorted().forEach(hash::add);
    return hash.hex();
  }

  /** {@code KEY.json}: how many rows were read, good and bad, and what the other files must be. */
  private record Receipt(long read, String rowsSha256, String rejectsSha256) {}

  /** A bad row; a line of {@code KEY.rejects}. */
  record Rejected(long line, String field, String reason, String value) {}

  private Path rows(String key) {
    return folder.resolve(key + ".rows");
  }

  private Path rejects(String key) {
    return folder.resolve(key + ".rejects");
  }

  private Path receipt(String key) {
    return folder.resolve(key + ".json");
  }

  /**
   * Stages a file's rows as {@link Stage} would, and rejects its bad ones.
   *
   * @return how many rows the file has; empty if it must be parsed
   */
  Optional<Long> restore(
      String key, SnapshotEdit edit, ImportPlan.Source source, long fileNumber, Rejects rejects) {
    try {
      if (!Files.exists(receipt(key))) {
        return Optional.empty();
      }
      Receipt receipt = JSON.readValue(Files.readAllBytes(receipt(key)), Receipt.class);
      if (!ContentHash.ofFile(rows(key)).equals(receipt.rowsSha256())
          || !ContentHash.ofFile(rejects(key)).equals(receipt.rejectsSha256())) {
        return Optional.empty();
      }
      Table table = source.table();
      edit.database()
          .execute(
              "INSERT INTO %s SELECT %s, ordinal + %d, %d, line FROM %s ORDER BY ordinal"
                  .formatted(
                      SnapshotEdit.stage(table),
                      table.columnList(),
                      Stage.ordinal(fileNumber, 0),
                      fileNumber,
                      Database.parquet(List.of(rows(key)))));
      try (Stream<String> lines = Files.lines(rejects(key))) {
        lines
            .map(line -> JSON.readValue(line, Rejected.class))
            .forEach(bad -> rejects.add(source.file(), table.fileName(), bad));
      }
      return Optional.of(receipt.read());
    } catch (IOException | UncheckedIOException | JacksonException _) {
      return Optional.empty();
    }
  }

  /** Begins to keep a file's bad rows. */
  Recording record(String key) {
    try {
      Files.createDirectories(folder);
      return new Recording(key);
    } catch (IOException e) {
      throw DiskFailure.of("writing", folder, e);
    }
  }

  /** A file while it is parsed. */
  final class Recording implements AutoCloseable {
    private final String key;
    private final java.io.BufferedWriter bad;

    private Recording(String key) throws IOException {
      this.key = key;
      Files.deleteIfExists(receipt(key));
      bad = Files.newBufferedWriter(rejects(key));
    }

    void reject(Rejected row) {
      try {
        bad.write(JSON.writeValueAsString(row) + "\n");
      } catch (IOException e) {
        throw DiskFailure.of("writing", rejects(key), e);
      }
    }

    /** Keeps the file: its staged rows are written out, and the receipt after them. */
    void finish(SnapshotEdit edit, Table table, long fileNumber, long read) {
      try {
        bad.close();
        edit.database()
            .execute(
                "COPY (SELECT %s, ordinal - %d AS ordinal, line FROM %s WHERE file = %d) TO %s (FORMAT parquet)"
                    .formatted(
                        table.columnList(),
                        Stage.ordinal(fileNumber, 0),
                        SnapshotEdit.stage(table),
                        fileNumber,
                        Database.text(rows(key).toString())));
        AtomicFiles.sync(rows(key));
        AtomicFiles.sync(rejects(key));
        var receipt =
            new Receipt(read, ContentHash.ofFile(rows(key)), ContentHash.ofFile(rejects(key)));
        AtomicFiles.write(receipt(key), JSON.writeValueAsString(receipt) + "\n");
      } catch (IOException e) {
        throw DiskFailure.of("writing", rows(key), e);
      } catch (UncheckedIOException e) {
        throw DiskFailure.of("reading", rows(key), e);
      }
    }

    @Override
    public void close() {
      try {
        bad.close();
      } catch (IOException e) {
        throw DiskFailure.of("writing", rejects(key), e);
      }
    }
  }

  /** Removes all: they have become part of the data. */
  void clear() {
    AtomicFiles.deleteTree(folder);
  }

  private List<Path> children() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.toList();
    } catch (IOException e) {
      throw DiskFailure.of("reading", folder, e);
    }
  }
}
