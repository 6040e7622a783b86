package io.adlib.data.imports;

import io.adlib.core.InputException;
import io.adlib.data.schema.Column;
import io.adlib.data.schema.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows of JSON Lines. */
final class JsonRows {

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();

  private final Table table;
  private final Path file;
  private final boolean ignoreExtra;

  JsonRows(Table table, Path file, boolean ignoreExtra) {
    this.table = table;
    this.file = file;
    this.ignoreExtra = ignoreExtra;
  }

  void read(LineReader.Line line, RowSink sink) {
    if (!line.problem().isEmpty()) {
      sink.bad(line.number(), "", line.problem(), "");
      return;
    }
    if (line.text().isBlank()) {
      return;
    }
    if (line.number() == 1 && line.text().stripLeading().startsWith("[")) {
      throw new InputException(
          file + " is one JSON array", "write one JSON object a line (JSON Lines)");
    }
    JsonNode object;
    try {
      object = JSON.readTree(line.text());
    } catch (JacksonException _) {
      sink.bad(line.number(), "", "is no valid JSON", line.text());
      return;
    }
    if (!object.isObject()) {
      sink.bad(line.number(), "", "is not a JSON object", line.text());
      return;
    }
    Optional<String> unknown =
        object.propertyNames().stream().filter(name -> table.column(name).isEmpty()).findFirst();
    if (unknown.isPresent() && !ignoreExtra) {
      sink.bad(
          line.number(),
          unknown.get(),
          "is not a field of " + table.fileName() + "; " + Header.hint(table, unknown.get()),
          "");
      return;
    }
    sink.row(line.number(), cells(table, object));
  }

  static List<Optional<RawCell>> cells(Table table, JsonNode object) {
    var cells = new ArrayList<Optional<RawCell>>();
    for (Column column : table.columns()) {
      cells.add(cell(object.path(column.name())));
    }
    return cells;
  }

  private static Optional<RawCell> cell(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (node.isContainer()) {
      return Optional.of(new RawCell(node.toString(), true));
    }
    return Optional.of(RawCell.text(node.asString()));
  }
}
