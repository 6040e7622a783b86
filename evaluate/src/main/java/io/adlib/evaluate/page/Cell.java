package io.adlib.evaluate.page;

import io.adlib.evaluate.metrics.Interval;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What stands in one place of a {@link ReportTable}. Figures that are not known (NaN) are a dash.
 *
 * @param text as it is; the page escapes it
 * @param aside in small letters after it, such as its interval; empty for nothing
 * @param figure whether it is a number, which stands to the right
 * @param strong whether it is set off from the others
 */
public record Cell(String text, String aside, boolean figure, boolean strong) {

  private static final Pattern ROUNDED_TO_ZERO = Pattern.compile("-[0.]+");
  private static final String UNKNOWN = "–";

  /** A figure that there is none of. */
  public static final Cell NONE = of("%f", Double.NaN);

  /** A name or a text. */
  public static Cell of(String text) {
    return new Cell(text, "", false, false);
  }

  /**
   * A figure.
   *
   * @param format of one number, as in {@link String#format}
   */
  public static Cell of(String format, double value) {
    return new Cell(format(format, value), "", true, false);
  }

  /** A count. */
  public static Cell of(long count) {
    return new Cell(String.format(Locale.ROOT, "%,d", count), "", true, false);
  }

  /** A figure and its interval, where it has one of some width. */
  public static Cell of(String format, Interval interval) {
    Cell mean = of(format, interval.mean());
    return interval.high() > interval.low()
        ? mean.beside(
            "[" + format(format, interval.low()) + ", " + format(format, interval.high()) + "]")
        : mean;
  }

  /** A figure, and half of its interval, where it has one of some width. */
  public static Cell of(String format, double value, double half) {
    Cell mean = of(format, value);
    return half > 0 ? mean.beside("± " + format(format.replace("+", ""), half)) : mean;
  }

  /** The same, set off if so. */
  public Cell strong(boolean strong) {
    return new Cell(text, aside, figure, strong);
  }

  private Cell beside(String small) {
    return new Cell(text, small, figure, strong);
  }

  static String format(String format, double value) {
    if (!Double.isFinite(value)) {
      return UNKNOWN;
    }
    String text = String.format(Locale.ROOT, format, value);
    return ROUNDED_TO_ZERO.matcher(text).matches() ? String.format(Locale.ROOT, format, 0.0) : text;
  }
}
