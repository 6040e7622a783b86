package io.adlib.data.schema;

import io.adlib.core.InputException;
import io.adlib.core.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A row whose cells have their columns' types.
 *
 * @param table whose row
 * @param cells one a column, in the table's order
 */
public record Row(Table table, List<Cell> cells) {

  public Row {
    cells = List.copyOf(cells);
    if (cells.size() != table.columns().size()) {
      throw new IllegalArgumentException(cells.size() + " cells for " + table);
    }
  }

  private Cell cell(String column) {
    return cells.get(table.index(column));
  }

  /** A text, or empty. */
  String text(String column) {
    return cell(column) instanceof Cell.Text(String value) ? value : "";
  }

  /** A text that may be missing. */
  Optional<String> optionalText(String column) {
    return Optional.of(text(column)).filter(text -> !text.isEmpty());
  }

  /** One of the names of an enumeration, in any case. */
  <E extends Enum<E>> E word(String column, E[] words, E absent) {
    String text = text(column).strip();
    if (text.isEmpty()) {
      return absent;
    }
    for (E word : words) {
      if (word.name().equals(text.toUpperCase(Locale.ROOT))) {
        return word;
      }
    }
    throw problem(column, "'" + text + "' is not one of " + List.of(words));
  }

  Instant time(String column) {
    if (cell(column) instanceof Cell.Time(Instant value)) {
      return value;
    }
    throw problem(column, "is missing");
  }

  Optional<Integer> whole(String column) {
    return cell(column) instanceof Cell.Whole(int value) ? Optional.of(value) : Optional.empty();
  }

  Optional<Double> real(String column) {
    return cell(column) instanceof Cell.Real(double value) ? Optional.of(value) : Optional.empty();
  }

  List<String> items(String column) {
    return cell(column) instanceof Cell.Items(List<String> values) ? values : List.of();
  }

  Map<String, String> fields(String column) {
    return cell(column) instanceof Cell.Fields(Map<String, String> values) ? values : Map.of();
  }

  /** An amount and its currency, both or neither. */
  Optional<Money> money(String column, String currencyColumn) {
    String currency = text(currencyColumn).strip();
    if (!(cell(column) instanceof Cell.Amount(BigDecimal amount))) {
      if (!currency.isEmpty()) {
        throw problem(currencyColumn, "stands without a " + column);
      }
      return Optional.empty();
    }
    if (!currency.matches("[A-Z]{3}")) {
      throw problem(
          currencyColumn,
          currency.isEmpty() ? "is missing" : "'" + currency + "' is not an ISO 4217 code");
    }
    return Optional.of(Money.micros(amount.movePointRight(6).longValueExact(), currency));
  }

  /** A failure of one column; its message begins with the column's name. */
  static InputException problem(String column, String what) {
    return new InputException(column + ": " + what, "correct the row");
  }
}
