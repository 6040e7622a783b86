package io.adlib.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MoneyTest {

  private static final ExchangeRates RATES =
      new ExchangeRates(LocalDate.of(2026, 1, 2), "EUR", Map.of("USD", 920_000L, "JPY", 6_100L));

  @Property
  void whatIsPrintedReadsBackExactly(@ForAll long micros) {
    String amount = BigDecimal.valueOf(micros, 6).toPlainString();
    assertThat(Money.parse(amount, "EUR")).isEqualTo(Money.micros(micros, "EUR"));
  }

  @Property
  void conversionThereAndBackNeverGainsAndLosesAtMostAMicro(
      @ForAll @LongRange(min = 0, max = 1L << 50) long micros) {
    Money euros = Money.micros(micros, "EUR");
    Money back = RATES.convert(RATES.convert(euros, "JPY"), "EUR");
    assertThat(back.micros()).isBetween(micros - 1, micros);
  }

  @Property
  void conversionRoundsDown(@ForAll @LongRange(min = -(1L << 40), max = 1L << 40) long micros) {
    BigDecimal exact =
        BigDecimal.valueOf(micros).multiply(BigDecimal.valueOf(920_000)).movePointLeft(6);
    assertThat(RATES.convert(Money.micros(micros, "USD"), "EUR").micros())
        .isEqualTo(exact.setScale(0, java.math.RoundingMode.FLOOR).longValueExact());
  }

  @Test
  void amountsOfTwoCurrenciesDoNotAdd() {
    assertThatThrownBy(() -> Money.zero("EUR").plus(Money.zero("USD")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOverflowIsAnErrorNotAWrap() {
    assertThatThrownBy(() -> Money.micros(Long.MAX_VALUE, "EUR").plus(Money.micros(1, "EUR")))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void moreThanSixDecimalsAreRefusedRatherThanRounded() {
    assertThatThrownBy(() -> Money.parse("0.0000001", "EUR")).isInstanceOf(InputException.class);
  }

  @Test
  void aCurrencyWithoutARateIsAClearError() {
    assertThatThrownBy(() -> RATES.convert(Money.zero("SEK"), "EUR"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("SEK");
  }
}
