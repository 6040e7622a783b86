package io.adlib.data.imports;

import io.adlib.core.ExchangeRates;
import io.adlib.core.InputException;
import io.adlib.data.access.Pseudonyms;
import io.adlib.data.schema.Cell;
import io.adlib.data.schema.Codecs;
import io.adlib.data.schema.Column;
import io.adlib.data.schema.EventCodec;
import io.adlib.data.schema.Row;
import io.adlib.data.tables.Database;
import io.adlib.data.tables.SnapshotEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Checks the rows of one file, each by itself, and stages the good ones. */
final class Stage implements RowSink, AutoCloseable {

  /** Enough to see what is wrong with a file that is wrong throughout. */
  private static final long HOPELESS = 100_000;

  private final ImportPlan.Source source;
  private final long fileNumber;
  private final Rejects rejects;
  private final ParsedFiles.Recording recording;
  private final ExchangeRates rates;
  private final ImportOptions options;
  private final Pseudonyms pseudonyms;
  private final Database.Appender appender;
  private long read;

  Stage(
      SnapshotEdit edit,
      ImportPlan.Source source,
      long fileNumber,
      Rejects rejects,
      ParsedFiles.Recording recording,
      ExchangeRates rates,
      ImportOptions options,
      Pseudonyms pseudonyms) {
    this.source = source;
    this.fileNumber = fileNumber;
    this.rejects = rejects;
    this.recording = recording;
    this.rates = rates;
    this.options = options;
    this.pseudonyms = pseudonyms;
    this.appender = edit.database().appender(SnapshotEdit.stage(source.table()));
  }

  /** Files are numbered in the plan's order, so that the ordinal keeps the order of all rows. */
  static long ordinal(long fileNumber, long row) {
    return (fileNumber << 40) + row;
  }

  /** Rows so far, good and bad. */
  long read() {
    return read;
  }

  @Override
  public void row(long line, List<Optional<RawCell>> raw) {
    stopIfAsked();
    var cells = new ArrayList<Cell>(raw.size());
    for (int i = 0; i < raw.size(); i++) {
      Column column = source.table().columns().get(i);
      try {
        Cell cell = CellParser.parse(column, raw.get(i));
        cells.add(names(column) ? inside(cell) : cell);
      } catch (InputException e) {
        bad(line, column.name(), reason(e), raw.get(i).map(RawCell::text).orElse(""));
        return;
      }
    }
    var row = new Row(source.table(), cells);
    Row checked;
    try {
      checked = check(row);
    } catch (InputException e) {
      String[] parts = reason(e).split(": ", 2);
      Optional<Column> column = source.table().column(parts[0]);
      String value =
          column
              .flatMap(known -> raw.get(source.table().index(known.name())))
              .map(RawCell::text)
              .orElse("");
      bad(
          line,
          column.map(Column::name).orElse(""),
          column.isPresent() ? parts[1] : reason(e),
          value);
      return;
    }
    read++;
    appender.add(checked, ordinal(fileNumber, read), fileNumber, line);
  }

  /** The row as core's value would write it, once it is one. */
  private Row check(Row row) {
    Row checked =
        switch (source.table()) {
          case ADVERTISERS -> Codecs.ADVERTISERS.row(Codecs.ADVERTISERS.value(row));
          case CAMPAIGNS -> Codecs.CAMPAIGNS.row(Codecs.CAMPAIGNS.value(row));
          case ADS -> Codecs.ADS.row(Codecs.ADS.value(row));
          case CONTENT -> Codecs.CONTENT.row(Codecs.CONTENT.value(row));
          case USERS -> Codecs.USERS.row(Codecs.USERS.value(row));
          case EVENTS -> EventCodec.EVENTS.row(EventCodec.EVENTS.value(row));
        };
    Currencies.require(checked, rates);
    return checked;
  }

  /** Whether a column names users. */
  private boolean names(Column column) {
    return switch (source.table()) {
      case USERS -> column.name().equals("id");
      case EVENTS -> column.name().equals("user");
      case ADVERTISERS, CAMPAIGNS, ADS, CONTENT -> false;
    };
  }

  private Cell inside(Cell cell) {
    return cell instanceof Cell.Text(String outside) ? new Cell.Text(pseudonyms.of(outside)) : cell;
  }

  @Override
  public void bad(long line, String field, String reason, String value) {
    stopIfAsked();
    read++;
    boolean person = source.table().column(field).filter(this::names).isPresent();
    var rejected =
        new ParsedFiles.Rejected(
            line,
            field,
            Rejects.wellFormed(reason),
            person && pseudonyms.areKeyed() ? "" : Rejects.shown(value));
    recording.reject(rejected);
    rejects.add(source.file(), source.table().fileName(), rejected);
    if (rejects.count() >= HOPELESS && rejects.count() > options.maxRejectShare() * read) {
      throw new InputException(
          source.file()
              + " has "
              + rejects.count()
              + " bad rows up to line "
              + line
              + ": "
              + reason,
          "see that it is the right file in the right format; nothing was imported");
    }
  }

  private static String reason(InputException e) {
    return String.valueOf(e.getMessage());
  }

  @Override
  public void close() {
    appender.close();
  }

  /** The database does not hear Ctrl-C; nothing of what it staged is kept. */
  private static void stopIfAsked() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the import was interrupted");
    }
  }
}
