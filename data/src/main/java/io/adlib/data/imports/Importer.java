package io.adlib.data.imports;

import io.adlib.core.ContentHash;
import io.adlib.core.ExchangeRates;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.data.access.Pseudonyms;
import io.adlib.data.schema.Table;
import io.adlib.data.tables.MarketData;
import io.adlib.data.tables.Snapshot;
import io.adlib.data.tables.SnapshotEdit;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.data.workspace.Workspace;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Brings files into a workspace, all or nothing. Rows are read one at a time, checked, staged on
 * disk, checked against each other and what is there, and become part of the data in one step. The
 * same content again changes nothing; a process that dies changes nothing, and the next run goes on
 * after the last file that was parsed. Not thread-safe; two runs on one workspace exclude each
 * other.
 */
public final class Importer {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private final Workspace workspace;
  private final InstantSource clock;

  /** Imports into a workspace, dated by the clock. */
  public Importer(Workspace workspace, InstantSource clock) {
    this.workspace = workspace;
    this.clock = clock;
  }

  /** Imports files or folders of files whose names tell their tables; see {@link ImportPlan#of}. */
  public ImportReport run(List<Path> paths, ImportOptions options, Progress progress) {
    return run(ImportPlan.of(paths), options, progress);
  }

  /**
   * Imports the files of a plan. A row of catalogue or users replaces the one of the same id; an
   * event whose id is known is left out.
   *
   * @throws InputException if a file is not as it should be, or too many rows are bad; nothing has
   *     changed then
   */
  public ImportReport run(ImportPlan plan, ImportOptions options, Progress progress) {
    Instant now = clock.instant();
    Path rejectsFile =
        workspace
            .folder(Workspace.Area.REPORTS)
            .resolve("rejects-" + STAMP.format(now) + "-" + ProcessHandle.current().pid() + ".csv");
    List<String> hashes = plan.sources().stream().map(source -> hash(source.file())).toList();
    try (var edit = SnapshotEdit.begin(workspace, workspace.readConfig().imports().memory());
        var rejects = new Rejects(rejectsFile)) {
      ExchangeRates rates = MarketData.rates(workspace.readConfig().market(), edit.before());
      Path data = workspace.folder(Workspace.Area.DATA);
      var reading =
          new FileReading(
              plan, hashes, options, edit, rejects, rates, Pseudonyms.of(workspace), data);
      List<ImportReport.FileReport> files = reading.run(progress);
      if (files.stream().allMatch(ImportReport.FileReport::alreadyImported)) {
        reading.forget();
        return new ImportReport(files, 0, 0, 0, 0, Map.of(), Optional.empty());
      }
      new Consistency(edit, plan, rejects).enforce();
      long read = files.stream().mapToLong(ImportReport.FileReport::read).sum();
      refuseTooMany(read, rejects, options);
      ImportReport report = commit(edit, rates, files, hashes, rejects, now);
      reading.forget();
      return report;
    }
  }

  private static String hash(Path file) {
    try {
      return ContentHash.ofFile(file);
    } catch (UncheckedIOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  private static void refuseTooMany(long read, Rejects rejects, ImportOptions options) {
    if (rejects.count() > options.maxRejectShare() * read) {
      String message =
          String.format(
              Locale.ROOT,
              "%,d of %,d rows are bad (%.2f %%, allowed are %.2f %%), nothing was imported;"
                  + " first of all: %s",
              rejects.count(),
              read,
              100.0 * rejects.count() / read,
              100 * options.maxRejectShare(),
              firstReason(rejects.reasons()));
      Path file = rejects.finish().orElseThrow();
      throw new InputException(
          message, "correct the rows named in " + file + ", or raise import.max_reject_share");
    }
  }

  /**
   * What to mend first: the most frequent reason in the table that the others refer to, since a bad
   * campaign makes its ads bad, and those their events.
   */
  private static String firstReason(Map<String, Long> reasons) {
    return Arrays.stream(Table.values())
        .flatMap(
            table ->
                reasons.entrySet().stream()
                    .filter(reason -> isOf(table, reason.getKey()))
                    .max(Map.Entry.comparingByValue())
                    .stream())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("see the file");
  }

  /** Reasons read {@code ads.title is missing} or, of a whole row, {@code ads row is no text}. */
  private static boolean isOf(Table table, String reason) {
    return reason.startsWith(table.fileName() + ".")
        || reason.startsWith(table.fileName() + " row ");
  }

  private static ImportReport commit(
      SnapshotEdit edit,
      ExchangeRates rates,
      List<ImportReport.FileReport> files,
      List<String> hashes,
      Rejects rejects,
      Instant now) {
    long staged = edit.database().count("SELECT count(*) FROM " + SnapshotEdit.stage(Table.EVENTS));
    long accepted = 0;
    for (Table table : Table.values()) {
      if (table == Table.EVENTS) {
        long added = edit.mergeEvents();
        accepted += added;
        staged -= added;
      } else {
        accepted += edit.database().count("SELECT count(*) FROM " + SnapshotEdit.stage(table));
        edit.merge(table);
      }
    }
    for (int i = 0; i < files.size(); i++) {
      ImportReport.FileReport file = files.get(i);
      if (!file.alreadyImported()) {
        edit.imported(
            new Snapshot.Imported(
                file.table().fileName(),
                hashes.get(i),
                file.file().getFileName().toString(),
                file.read(),
                now));
      }
    }
    edit.rates(rates);
    Optional<Path> rejected = rejects.finish();
    edit.commit(now);
    long read = files.stream().mapToLong(ImportReport.FileReport::read).sum();
    return new ImportReport(
        files, read, accepted, rejects.count(), staged, rejects.reasons(), rejected);
  }
}
