package io.adlib.llm.task.report;

import java.math.BigDecimal;

/**
 * A measured figure, rounded as it may be told.
 *
 * @param name what was measured, such as {@code impressions}
 * @param unit such as {@code %}; may be empty
 */
public record Figure(String name, BigDecimal value, String unit) {

  /** Such as {@code click-through rate: 1.82 %}. */
  public String line() {
    return name + ": " + value.toPlainString() + (unit.isEmpty() ? "" : " " + unit);
  }
}
