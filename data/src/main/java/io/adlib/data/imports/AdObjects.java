package io.adlib.data.imports;

import io.adlib.core.Ad;
import io.adlib.core.ExchangeRates;
import io.adlib.core.InputException;
import io.adlib.data.schema.Cell;
import io.adlib.data.schema.Codecs;
import io.adlib.data.schema.Column;
import io.adlib.data.schema.Row;
import io.adlib.data.schema.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ads as JSON that comes by itself and not in a file: one object, an array of them, or one a line.
 * Fields, types and rules are those of an import (docs/import.md); only {@code created} may be left
 * out.
 */
public final class AdObjects {

  private static final String REMEDY = "correct the ad; docs/import.md says what each field holds";

  private AdObjects() {}

  /**
   * An ad that was read, or why it is none.
   *
   * @param id as far as it could be read
   * @param ad if nothing is wrong
   * @param dated whether it says when it was created
   * @param field what is wrong, if something is; empty if it is no field's fault
   * @param reason why
   */
  public record Read(String id, Optional<Ad> ad, boolean dated, String field, String reason) {}

  /** What a body holds: whether it is a single object, and each ad of it. */
  public record Body(boolean single, List<Read> ads) {}

  /**
   * Reads a body.
   *
   * @param now when an ad was created that does not say so
   * @throws InputException if it is no JSON at all
   */
  public static Body read(byte[] body, ExchangeRates rates, Instant now) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      throw new InputException("the body is empty", "send an ad, an array of ads, or JSON lines");
    }
    var reader = new Reader(rates, now);
    if (text.stripLeading().startsWith("[")) {
      var ads = new ArrayList<Read>();
      tree(text).forEach(node -> ads.add(reader.read(node)));
      return new Body(false, ads);
    }
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    boolean single = lines.size() == 1 || !isWhole(lines.getFirst());
    return single
        ? new Body(true, List.of(reader.read(tree(text))))
        : new Body(false, lines.stream().map(reader::readLine).toList());
  }

  private static boolean isWhole(String line) {
    try {
      return JsonRows.JSON.readTree(line).isObject();
    } catch (JacksonException _) {
      return false;
    }
  }

  private static JsonNode tree(String text) {
    try {
      return JsonRows.JSON.readTree(text);
    } catch (JacksonException e) {
      String what = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      throw new InputException("the body is not valid JSON: " + what, "correct the JSON", e);
    }
  }

  private record Reader(ExchangeRates rates, Instant now) {

    Read readLine(String line) {
      try {
        return read(JsonRows.JSON.readTree(line));
      } catch (JacksonException _) {
        return bad("", "", "is no valid JSON");
      }
    }

    Read read(JsonNode node) {
      if (!(node instanceof ObjectNode object)) {
        return bad("", "", "is not a JSON object");
      }
      String id = object.path("id").isString() ? object.path("id").asString() : "";
      Optional<String> unknown =
          object.propertyNames().stream()
              .filter(name -> Table.ADS.column(name).isEmpty())
              .findFirst();
      if (unknown.isPresent()) {
        return bad(
            id, unknown.get(), "is not a field of ads; " + Header.hint(Table.ADS, unknown.get()));
      }
      boolean dated = !object.path("created").isMissingNode() && !object.path("created").isNull();
      if (!dated) {
        object.put("created", now.truncatedTo(ChronoUnit.MICROS).toString());
      }
      return read(id, object, dated);
    }

    private Read read(String id, ObjectNode object, boolean dated) {
      List<Optional<RawCell>> raw = JsonRows.cells(Table.ADS, object);
      var cells = new ArrayList<Cell>();
      for (Column column : Table.ADS.columns()) {
        try {
          cells.add(CellParser.parse(column, raw.get(cells.size())));
        } catch (InputException e) {
          return bad(id, column.name(), String.valueOf(e.getMessage()));
        }
      }
      try {
        var row = new Row(Table.ADS, cells);
        Currencies.require(row, rates);
        return new Read(id, Optional.of(Codecs.ADS.value(row)), dated, "", "");
      } catch (InputException e) {
        String message = String.valueOf(e.getMessage());
        String[] parts = message.split(": ", 2);
        boolean named = parts.length == 2 && Table.ADS.column(parts[0]).isPresent();
        return bad(id, named ? parts[0] : "", named ? parts[1] : message);
      }
    }

    private static Read bad(String id, String field, String reason) {
      return new Read(id, Optional.empty(), false, field, reason);
    }
  }

  /** What to do about a {@link Read} that is no ad. */
  public static String remedy() {
    return REMEDY;
  }

  /** The ad as one line that {@link #read} and an import read. */
  public static String line(Ad ad) {
    ObjectNode object = JsonRows.JSON.createObjectNode();
    Row row = Codecs.ADS.row(ad);
    for (int c = 0; c < row.cells().size(); c++) {
      String name = Table.ADS.columns().get(c).name();
      switch (row.cells().get(c)) {
        case Cell.Absent _, Cell.Fields _ -> {}
        case Cell.Text(String value) -> object.put(name, value);
        case Cell.Time(Instant value) -> object.put(name, value.toString());
        case Cell.Amount(java.math.BigDecimal value) ->
            object.put(name, value.stripTrailingZeros().toPlainString());
        case Cell.Whole(int value) -> object.put(name, value);
        case Cell.Real(double value) -> object.put(name, value);
        case Cell.Items(List<String> values) -> {
          var array = object.putArray(name);
          values.forEach(array::add);
        }
      }
    }
    return object.toString();
  }
}
