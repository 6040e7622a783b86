package io.adlib.evaluate.page;

import io.adlib.evaluate.metrics.Interval;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Figures on one scale as SVG: bars from zero, with whiskers over their intervals.
 *
 * @param caption what the figures are
 * @param format of one, as in {@link String#format}
 * @param bars from top to bottom
 */
public record IntervalBars(String caption, String format, List<Bar> bars) {

  private static final int WIDTH = 440;
  private static final int ROW = 22;
  private static final int THICK = 14;
  private static final int NUMBER = 66;
  private static final double LETTER = 5.9;
  private static final int MOST_LETTERS = 36;

  public IntervalBars {
    bars = List.copyOf(bars);
  }

  /**
   * One figure.
   *
   * @param interval no whisker is drawn of one without width
   * @param dots single values that the figure is the mean of, such as one a seed
   * @param pale whether it is set back, as a difference that may be none
   */
  public record Bar(String name, Interval interval, List<Double> dots, boolean pale) {

    public Bar {
      dots = List.copyOf(dots);
    }

    /** A figure with its interval. */
    public static Bar of(String name, Interval interval) {
      return new Bar(name, interval, List.of(), false);
    }

    /** A figure with half of its interval. */
    public static Bar of(String name, double value, double half) {
      return of(name, new Interval(value, value - half, value + half));
    }

    /** A difference: pale unless zero lies outside of its interval. */
    public static Bar difference(String name, Interval interval) {
      return new Bar(name, interval, List.of(), !interval.excludesZero());
    }

    /** The same with a dot for each of the values. */
    public Bar dots(List<Double> values) {
      return new Bar(name, interval, values, pale);
    }

    private boolean hasWhisker() {
      return interval.high() > interval.low()
          && Double.isFinite(interval.low())
          && Double.isFinite(interval.high());
    }

    private DoubleStream extent() {
      return DoubleStream.concat(
              DoubleStream.of(interval.mean(), interval.low(), interval.high()),
              dots.stream().mapToDouble(dot -> dot))
          .filter(Double::isFinite);
    }
  }

  /** The picture. */
  public String svg() {
    int left = left();
    var scale = new Scale(left, WIDTH - NUMBER - left, least(), most());
    int height = ROW * bars.size() + 4;
    var svg = new StringBuilder();
    svg.append(
        text(
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            WIDTH, height, ReportPage.escaped(caption)));
    for (int i = 0; i < bars.size(); i++) {
      bar(svg, bars.get(i), scale, 2 + i * ROW);
    }
    svg.append(text("<path class=\"axis\" d=\"M%.1f 0V%d\"/>\n", scale.x(0), height));
    return svg.append("</svg>").toString();
  }

  private void bar(StringBuilder svg, Bar bar, Scale scale, int y) {
    int middle = y + ROW / 2;
    svg.append(
        text(
            "<text x=\"0\" y=\"%d\">%s<title>%s</title></text>",
            middle + 4, ReportPage.escaped(shortened(bar.name())), ReportPage.escaped(bar.name())));
    Interval interval = bar.interval();
    if (Double.isFinite(interval.mean())) {
      double from = scale.x(Math.min(0, interval.mean()));
      double to = scale.x(Math.max(0, interval.mean()));
      svg.append(
          text(
              "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
              bar.pale() ? "pale" : "bar", from, middle - THICK / 2, to - from, THICK));
    }
    if (bar.hasWhisker()) {
      double low = scale.x(interval.low());
      double high = scale.x(interval.high());
      svg.append(
          text(
              "<path class=\"whisker\" d=\"M%.1f %dv6m0 -3H%.1fm0 -3v6\"/>",
              low, middle - 3, high));
    }
    bar.dots().stream()
        .filter(Double::isFinite)
        .forEach(
            dot ->
                svg.append(
                    text(
                        "<circle class=\"dot\" cx=\"%.1f\" cy=\"%d\" r=\"2.2\"/>",
                        scale.x(dot), middle)));
    svg.append(
        text(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
            WIDTH, middle + 4, ReportPage.escaped(Cell.format(format, interval.mean()))));
  }

  private int left() {
    int letters = bars.stream().mapToInt(bar -> shortened(bar.name()).length()).max().orElse(0);
    return (int) (LETTER * letters) + 10;
  }

  private static String shortened(String name) {
    return name.length() <= MOST_LETTERS ? name : name.substring(0, MOST_LETTERS - 1) + "…";
  }

  private double least() {
    return bars.stream().flatMapToDouble(Bar::extent).reduce(0, Math::min);
  }

  private double most() {
    return bars.stream().flatMapToDouble(Bar::extent).reduce(0, Math::max);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** From values to places across. */
  private record Scale(double left, double width, double least, double most) {
    double x(double value) {
      return most > least ? left + width * (value - least) / (most - least) : left;
    }
  }
}
