package io.adlib.data.imports;

import io.adlib.core.ExchangeRates;
import io.adlib.core.InputException;
import io.adlib.data.schema.Cell;
import io.adlib.data.schema.Row;
import io.adlib.data.schema.Table;
import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;

/** Which currencies a row may name. */
final class Currencies {

  private static final Set<String> KNOWN =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private Currencies() {}

  /** ISO 4217's; where money is charged or compared, those with a rate. */
  static void require(Row row, ExchangeRates rates) {
    if (row.table().column("currency").isEmpty()
        || !(row.cells().get(row.table().index("currency"))
            instanceof Cell.Text(String currency))) {
      return;
    }
    if (!KNOWN.contains(currency)) {
      throw new InputException("currency: '" + currency + "' is not an ISO 4217 code", "");
    }
    if (row.table() != Table.ADS && !rates.microsOfBase().containsKey(currency)) {
      throw new InputException(
          "currency: '" + currency + "' has no rate in adlib.yaml's market.rates", "");
    }
  }
}
