package io.adlib.data.imports;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.data.schema.Cell;
import io.adlib.data.schema.Codecs;
import io.adlib.data.schema.Column;
import io.adlib.data.schema.EventCodec;
import io.adlib.data.schema.Row;
import io.adlib.data.schema.Table;
import io.adlib.data.tables.EventLog;
import io.adlib.data.tables.MarketData;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.Workspace;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** Writes a workspace's market in the documented schema, so that it can be imported elsewhere. */
public final class MarketExport {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private final Format format;
  private final Path folder;

  private MarketExport(Format format, Path folder) {
    this.format = format;
    this.folder = folder;
  }

  /**
   * Writes one file a table, such as {@code ads.csv}, each whole or not at all. Times go to the
   * microsecond; the exchange rates are not part of it, they stand in adlib.yaml.
   *
   * @param format {@link Format#CSV} or {@link Format#JSON_LINES}
   * @throws io.adlib.core.InputException for another format
   */
  public static void write(Workspace workspace, Path folder, Format format, Progress progress) {
    if (format == Format.PARQUET) {
      throw new io.adlib.core.InputException(
          "a market is exported as CSV or JSON Lines",
          "its Parquet stands in " + workspace.folder(Workspace.Area.DATA));
    }
    var export = new MarketExport(format, folder);
    MarketData data = MarketData.load(workspace);
    try (Progress.Task task = progress.start("export", Table.values().length);
        Stream<Event> events = new EventLog(workspace, InstantSource.system()).stream()) {
      export.write(
          Table.ADVERTISERS, data.catalogue().advertisers().stream().map(Codecs.ADVERTISERS::row));
      task.advance(1);
      export.write(
          Table.CAMPAIGNS, data.catalogue().campaigns().stream().map(Codecs.CAMPAIGNS::row));
      task.advance(1);
      export.write(Table.ADS, data.catalogue().ads().stream().map(Codecs.ADS::row));
      task.advance(1);
      export.write(Table.CONTENT, data.catalogue().contents().stream().map(Codecs.CONTENT::row));
      task.advance(1);
      export.write(Table.USERS, data.users().values().stream().map(Codecs.USERS::row));
      task.advance(1);
      export.write(Table.EVENTS, events.map(EventCodec.EVENTS::row));
      task.advance(1);
    }
  }

  private void write(Table table, Stream<Row> rows) {
    AtomicFiles.write(
        folder.resolve(table.fileName() + "." + format.extension()),
        out -> {
          var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
          if (format == Format.CSV) {
            writer.write(
                table.columns().stream().map(Column::name).collect(Collectors.joining(",")));
            writer.write('\n');
          }
          for (Row row : (Iterable<Row>) rows::iterator) {
            if (format == Format.CSV) {
              csv(row, writer);
            } else {
              json(row, writer);
            }
            writer.write('\n');
          }
          writer.flush();
        });
  }

  private static void csv(Row row, Writer out) throws IOException {
    String separator = "";
    for (Cell cell : row.cells()) {
      out.write(separator);
      out.write(
          CsvText.field(
              switch (cell) {
                case Cell.Absent _ -> "";
                case Cell.Text(String value) -> value;
                case Cell.Time(Instant value) -> value.toString();
                case Cell.Amount(BigDecimal value) -> plain(value);
                case Cell.Whole(int value) -> Integer.toString(value);
                case Cell.Real(double value) -> Double.toString(value);
                case Cell.Items(List<String> values) -> CellParser.joinItems(values);
                case Cell.Fields(Map<String, String> values) -> JSON.writeValueAsString(values);
              }));
      separator = ",";
    }
  }

  private static void json(Row row, Writer out) throws IOException {
    String separator = "{";
    for (int i = 0; i < row.cells().size(); i++) {
      Cell cell = row.cells().get(i);
      if (cell instanceof Cell.Absent) {
        continue;
      }
      out.write(separator + '"' + row.table().columns().get(i).name() + "\":");
      out.write(
          switch (cell) {
            case Cell.Absent _ -> "null";
            case Cell.Text(String value) -> JSON.writeValueAsString(value);
            case Cell.Time(Instant value) -> '"' + value.toString() + '"';
            case Cell.Amount(BigDecimal value) -> plain(value);
            case Cell.Whole(int value) -> Integer.toString(value);
            case Cell.Real(double value) -> Double.toString(value);
            case Cell.Items(List<String> values) -> JSON.writeValueAsString(values);
            case Cell.Fields(Map<String, String> values) -> JSON.writeValueAsString(values);
          });
      separator = ",";
    }
    out.write(separator.equals("{") ? "{}" : "}");
  }

  private static String plain(BigDecimal value) {
    return value.stripTrailingZeros().toPlainString();
  }
}
