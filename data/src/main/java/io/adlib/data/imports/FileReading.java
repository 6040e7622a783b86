package io.adlib.data.imports;

import io.adlib.core.ExchangeRates;
import io.adlib.core.Progress;
import io.adlib.data.access.Pseudonyms;
import io.adlib.data.schema.Table;
import io.adlib.data.tables.Snapshot;
import io.adlib.data.tables.SnapshotEdit;
import io.adlib.data.workspace.DiskFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings the files of a plan into the staging tables, in the plan's order. Each is parsed at most
 * once: not when it was imported before, nor when an import that did not end has parsed it.
 */
final class FileReading {

  private final ImportPlan plan;
  private final List<String> hashes;
  private final ImportOptions options;
  private final SnapshotEdit edit;
  private final Rejects rejects;
  private final ExchangeRates rates;
  private final Pseudonyms pseudonyms;
  private final List<String> keys;
  private final ParsedFiles parsed;

  /**
   * Readies a reading; what was parsed of other files is removed.
   *
   * @param data the data folder
   * @param hashes of the plan's files
   */
  FileReading(
      ImportPlan plan,
      List<String> hashes,
      ImportOptions options,
      SnapshotEdit edit,
      Rejects rejects,
      ExchangeRates rates,
      Pseudonyms pseudonyms,
      Path data) {
    this.plan = plan;
    this.hashes = hashes;
    this.options = options;
    this.edit = edit;
    this.rejects = rejects;
    this.rates = rates;
    this.pseudonyms = pseudonyms;
    this.keys = new ArrayList<>();
    for (int i = 0; i < hashes.size(); i++) {
      keys.add(ParsedFiles.key(plan.sources().get(i), hashes.get(i), options, rates));
    }
    this.parsed = new ParsedFiles(data, java.util.Set.copyOf(keys));
  }

  /** Reads all. */
  List<ImportReport.FileReport> run(Progress progress) {
    var files = new ArrayList<ImportReport.FileReport>();
    long bytes = 0;
    for (ImportPlan.Source source : plan.sources()) {
      bytes += size(source.file());
    }
    try (Progress.Task task = progress.start("import", bytes)) {
      for (int i = 0; i < plan.sources().size(); i++) {
        files.add(read(i, task));
      }
    }
    return files;
  }

  /** Forgets what was parsed, once it is part of the data. */
  void forget() {
    parsed.clear();
  }

  private ImportReport.FileReport read(int i, Progress.Task task) {
    ImportPlan.Source source = plan.sources().get(i);
    String name = source.file().getFileName().toString();
    if (isKnown(edit.before(), source.table(), hashes.get(i)) || isRepeated(i)) {
      task.note(name + ", imported before");
      task.advance(size(source.file()));
      return report(source, true, false, 0);
    }
    Optional<Long> before = parsed.restore(keys.get(i), edit, source, i, rejects);
    if (before.isPresent()) {
      task.note(name + ", parsed before");
      task.advance(size(source.file()));
      return report(source, false, true, before.get());
    }
    task.note(name);
    try (var recording = parsed.record(keys.get(i))) {
      long rows;
      try (var stage = new Stage(edit, source, i, rejects, recording, rates, options, pseudonyms)) {
        new RowSource(source, options.ignoreExtraColumns(), task).readInto(stage);
        rows = stage.read();
      }
      recording.finish(edit, source.table(), i, rows);
      return report(source, false, false, rows);
    }
  }

  private static ImportReport.FileReport report(
      ImportPlan.Source source, boolean imported, boolean parsed, long rows) {
    return new ImportReport.FileReport(source.file(), source.table(), imported, parsed, rows);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  /** Events count once for ever; a catalogue file counts as known until another replaced it. */
  private static boolean isKnown(Snapshot before, Table table, String hash) {
    List<Snapshot.Imported> ofTable =
        before.imports().stream()
            .filter(imported -> imported.table().equals(table.fileName()))
            .toList();
    Instant latest =
        ofTable.isEmpty() || table == Table.EVENTS ? Instant.MIN : ofTable.getLast().time();
    return ofTable.stream()
        .anyMatch(imported -> imported.sha256().equals(hash) && !imported.time().isBefore(latest));
  }

  private boolean isRepeated(int i) {
    for (int j = 0; j < i; j++) {
      if (hashes.get(j).equals(hashes.get(i))
          && plan.sources().get(j).table() == plan.sources().get(i).table()) {
        return true;
      }
    }
    return false;
  }
}
