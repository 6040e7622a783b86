package io.adlib.sid.health;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Items a code, fullest first, a curve for each tokenizer, as SVG; the scale of items is in logs.
 */
final class UsageCurves {

  private static final int WIDTH = 360;
  private static final int HEIGHT = 150;
  private static final int LEFT = 34;

  private UsageCurves() {}

  /** Of a level, from 1. */
  static String svg(List<Compared> all, int level) {
    int most = 10;
    for (Compared one : all) {
      most = Math.max(most, falling(one, level).getFirst());
    }
    double top = Math.log10(most);
    var svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox='0 -8 %d %d' role='img' aria-label='items a code at level %d'>",
            WIDTH,
            HEIGHT + 26,
            level));
    for (int tick = 1; tick <= most; tick *= 10) {
      double y = y(tick, top);
      svg.append(
          String.format(
              Locale.ROOT,
              "<path class='grid' d='M%d %.1fH%d'/>"
                  + "<text x='%d' y='%.1f' text-anchor='end'>%d</text>",
              LEFT,
              y,
              WIDTH,
              LEFT - 4,
              y + 3,
              tick));
    }
    for (int i = 0; i < all.size(); i++) {
      svg.append("<polyline class='l").append(i).append("' points='");
      List<Integer> usage = falling(all.get(i), level);
      double step = (double) (WIDTH - LEFT) / usage.size();
      for (int c = 0; c < usage.size() && usage.get(c) > 0; c++) {
        svg.append(
            String.format(Locale.ROOT, "%.1f,%.1f ", LEFT + (c + .5) * step, y(usage.get(c), top)));
      }
      svg.append("'/>");
    }
    int codes = all.getFirst().runs().getFirst().codesPerLevel();
    return svg.append(
            String.format(
                Locale.ROOT,
                "<text x='%d' y='%d'>fullest code</text>"
                    + "<text x='%d' y='%d' text-anchor='end'>code %d</text></svg>",
                LEFT,
                HEIGHT + 14,
                WIDTH,
                HEIGHT + 14,
                codes))
        .toString();
  }

  private static List<Integer> falling(Compared one, int level) {
    return one.runs().getFirst().levels().get(level - 1).usage().stream()
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private static double y(double items, double top) {
    return HEIGHT * (1 - Math.log10(items) / top);
  }
}
