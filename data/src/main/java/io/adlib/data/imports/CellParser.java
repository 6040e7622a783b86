package io.adlib.data.imports;

import io.adlib.core.InputException;
import io.adlib.data.schema.Cell;
import io.adlib.data.schema.Column;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Turns what stands in a file into a typed value, or says why it is none. */
final class CellParser {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant EARLIEST = Instant.parse("1970-01-02T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
  private static final BigDecimal MOST = new BigDecimal("1e12");

  private CellParser() {}

  /**
   * Reads one cell.
   *
   * @throws InputException whose message is the reason, without the column
   */
  static Cell parse(Column column, Optional<RawCell> raw) {
    Cell cell = raw.map(present -> parse(column, present)).orElse(Cell.ABSENT);
    if (column.required() && isBlank(cell)) {
      throw bad("is missing");
    }
    return cell;
  }

  private static boolean isBlank(Cell cell) {
    return cell instanceof Cell.Absent
        || (cell instanceof Cell.Text(String text) && text.isBlank());
  }

  private static Cell parse(Column column, RawCell raw) {
    String text = raw.text();
    if (text.indexOf('\0') >= 0) {
      throw bad("has a NUL byte");
    }
    boolean structured =
        switch (column.type()) {
          case ITEMS, FIELDS -> true;
          case TEXT, TIME, AMOUNT, WHOLE, REAL -> false;
        };
    if (raw.json() && !structured) {
      throw bad("is a list or an object instead of one value");
    }
    if (text.isEmpty() || (text.isBlank() && !structured && isNumber(column))) {
      return Cell.ABSENT;
    }
    return switch (column.type()) {
      case TEXT -> new Cell.Text(text);
      case TIME -> new Cell.Time(time(text.strip()));
      case AMOUNT -> new Cell.Amount(amount(text.strip()));
      case WHOLE -> new Cell.Whole(whole(text.strip()));
      case REAL -> new Cell.Real(real(text.strip()));
      case ITEMS -> Cell.items(raw.json() ? jsonItems(text) : splitItems(text));
      case FIELDS -> fields(text);
    };
  }

  private static boolean isNumber(Column column) {
    return switch (column.type()) {
      case TIME, AMOUNT, WHOLE, REAL -> true;
      case TEXT, ITEMS, FIELDS -> false;
    };
  }

  /** ISO 8601 with T or a space, with or without an offset; a date alone is its first moment. */
  static Instant time(String text) {
    String iso = text.length() > 10 && text.charAt(10) == ' ' ? text.replaceFirst(" ", "T") : text;
    Instant time;
    try {
      if (iso.length() == 10) {
        time = LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
      } else if (iso.matches(".*(Z|z|[+-]\\d\\d(:?\\d\\d)?)") && iso.length() > 16) {
        time = OffsetDateTime.parse(withColon(iso)).toInstant();
      } else {
        time = LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
      }
    } catch (DateTimeException _) {
      throw bad("is not a time such as 2026-11-22T10:15:30Z");
    }
    if (time.isBefore(EARLIEST) || !time.isBefore(LATEST)) {
      throw bad("is a time before 1970-01-02 or after 2199");
    }
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  /** Offsets as +02, +0200 and +02:00. */
  private static String withColon(String iso) {
    if (iso.matches(".*[+-]\\d\\d")) {
      return iso + ":00";
    }
    return iso.matches(".*[+-]\\d{4}")
        ? iso.substring(0, iso.length() - 2) + ":" + iso.substring(iso.length() - 2)
        : iso;
  }

  private static BigDecimal amount(String text) {
    try {
      BigDecimal amount = text.length() > 40 ? MOST : new BigDecimal(text);
      if (Math.abs((long) amount.scale()) > 40 || amount.abs().compareTo(MOST) >= 0) {
        throw bad("is not an amount below 10^12");
      }
      return amount.setScale(6, java.math.RoundingMode.UNNECESSARY);
    } catch (NumberFormatException _) {
      throw bad("is not a number");
    } catch (ArithmeticException _) {
      throw bad("has more than six decimals");
    }
  }

  private static int whole(String text) {
    try {
      return new BigDecimal(text.length() > 40 ? "x" : text).intValueExact();
    } catch (NumberFormatException | ArithmeticException _) {
      throw bad("is not a whole number of 32 bits");
    }
  }

  private static double real(String text) {
    try {
      double value = Double.parseDouble(text);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw bad("is not a number");
  }

  /** Items joined by |, where \| and \\ stand for | and \. */
  static List<String> splitItems(String text) {
    var items = new ArrayList<String>();
    var item = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        item.append(text.charAt(++i));
      } else if (c == '|') {
        items.add(item.toString());
        item.setLength(0);
      } else {
        item.append(c);
      }
    }
    items.add(item.toString());
    return noneEmpty(items);
  }

  /** The reverse of {@link #splitItems}. */
  static String joinItems(List<String> items) {
    return String.join(
        "|", items.stream().map(i -> i.replace("\\", "\\\\").replace("|", "\\|")).toList());
  }

  private static List<String> noneEmpty(List<String> items) {
    if (items.contains("")) {
      throw bad("has an empty entry");
    }
    return items;
  }

  private static List<String> jsonItems(String text) {
    JsonNode node = json(text);
    if (!node.isArray()) {
      throw bad("is not a list");
    }
    var items = new ArrayList<String>();
    for (JsonNode item : node) {
      items.add(scalar(item));
    }
    return noneEmpty(items);
  }

  private static Cell fields(String text) {
    JsonNode node = json(text);
    if (!node.isObject()) {
      throw bad("is not a JSON object");
    }
    var fields = new TreeMap<String, String>();
    node.properties().forEach(field -> fields.put(field.getKey(), scalar(field.getValue())));
    return fields.isEmpty() ? Cell.ABSENT : new Cell.Fields(fields);
  }

  private static String scalar(JsonNode node) {
    if (!node.isValueNode() || node.isNull()) {
      throw bad("holds something that is not a text");
    }
    String text = node.asString();
    if (text.indexOf('\0') >= 0) {
      throw bad("has a NUL byte");
    }
    return text;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException _) {
      throw bad("is no valid JSON");
    }
  }

  private static InputException bad(String reason) {
    return new InputException(reason, "correct the row");
  }
}
