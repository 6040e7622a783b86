package io.adlib.data.imports;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.data.schema.Table;
import io.adlib.data.workspace.DiskFailure;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads the rows of a file in any {@link Format}, one at a time. */
final class RowSource {

  private final Table table;
  private final Path file;
  private final boolean ignoreExtra;
  private final Progress.Task task;

  RowSource(ImportPlan.Source source, boolean ignoreExtra, Progress.Task task) {
    this.table = source.table();
    this.file = source.file();
    this.ignoreExtra = ignoreExtra;
    this.task = task;
  }

  /**
   * Reads all rows.
   *
   * @throws InputException if the file as a whole is not as it should be
   */
  void readInto(RowSink sink) {
    try {
      switch (Format.of(file)) {
        case CSV -> csv(sink);
        case JSON_LINES -> jsonLines(sink);
        case PARQUET -> {
          new ParquetSource(table, file, ignoreExtra).readInto(sink);
          task.advance(Files.size(file));
        }
      }
    } catch (ZipException | EOFException e) {
      throw new InputException(
          file + " is damaged: " + e.getMessage(), "copy or compress it again", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  private LineReader open() throws IOException {
    InputStream counted = new CountedInput(Files.newInputStream(file), task);
    var in = new BufferedInputStream(counted, 1 << 16);
    in.mark(2);
    boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return new LineReader(gzip ? new GZIPInputStream(in, 1 << 16) : in);
  }

  private void csv(RowSink sink) throws IOException {
    try (LineReader lines = open()) {
      Optional<LineReader.Line> first = lines.next();
      if (first.isEmpty()) {
        throw new InputException(file + " is empty", "its first line must name the columns");
      }
      char separator = separator(first.get().text());
      lines.unread(List.of(first.get()));
      var records = new CsvRecords(lines, separator);
      CsvRecords.CsvRecord header =
          records
              .next(0)
              .filter(record -> record.problem().isEmpty())
              .orElseThrow(
                  () ->
                      new InputException(
                          file + ":1: the header cannot be read",
                          "its first line must name the columns, as UTF-8 text"));
      List<String> names = header.fields().stream().map(String::strip).toList();
      int[] places = Header.places(file, table, names, ignoreExtra);
      int width = names.size();
      for (var next = records.next(width); next.isPresent(); next = records.next(width)) {
        CsvRecords.CsvRecord record = next.get();
        if (!record.problem().isEmpty()) {
          sink.bad(record.line(), "", record.problem(), "");
          continue;
        }
        var cells = new ArrayList<Optional<RawCell>>(places.length);
        for (int place : places) {
          cells.add(
              place < 0 ? Optional.empty() : Optional.of(RawCell.text(record.fields().get(place))));
        }
        sink.row(record.line(), cells);
      }
    }
  }

  /** The separator that stands most often in the header. */
  private static char separator(String header) {
    char best = ',';
    long most = 0;
    for (char candidate : new char[] {',', ';', '\t'}) {
      long count = header.chars().filter(c -> c == candidate).count();
      if (count > most) {
        most = count;
        best = candidate;
      }
    }
    return best;
  }

  private void jsonLines(RowSink sink) throws IOException {
    try (LineReader lines = open()) {
      var objects = new JsonRows(table, file, ignoreExtra);
      for (Optional<LineReader.Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        objects.read(line.get(), sink);
      }
    }
  }

  /** Tells how many bytes of the file were read. */
  private static final class CountedInput extends java.io.FilterInputStream {
    private final Progress.Task task;

    CountedInput(InputStream in, Progress.Task task) {
      super(in);
      this.task = task;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      task.advance(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      task.advance(Math.max(0, n));
      return n;
    }
  }
}
