package io.adlib.sid.health;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Bars of the items a code, fullest first, as SVG. */
final class UsageBars {

  private static final int WIDTH = 360;
  private static final int HEIGHT = 120;
  private static final int MARGIN = 30;

  private UsageBars() {}

  static String svg(List<Integer> usage) {
    List<Integer> falling = usage.stream().sorted(Comparator.reverseOrder()).toList();
    int most = Math.max(1, falling.getFirst());
    double mean = usage.stream().mapToInt(n -> n).average().orElse(0);
    double step = (double) (WIDTH - MARGIN) / falling.size();
    var area = new StringBuilder();
    for (int i = 0; i < falling.size(); i++) {
      area.append(at(MARGIN + i * step, falling.get(i), most)).append(' ');
      area.append(at(MARGIN + (i + 1) * step, falling.get(i), most)).append(' ');
    }
    String line = at(MARGIN, mean, most) + " " + at(WIDTH, mean, most);
    return String.format(
        Locale.ROOT,
        "<svg viewBox='0 -12 %d %d' role='img' aria-label='items a code'>"
            + "<polygon class='bars' points='%d,%d %s%d,%d'/>"
            + "<polyline class='mean' points='%s'/>"
            + "<text x='%d' y='0' text-anchor='end'>%d</text>"
            + "<text x='%d' y='%d' text-anchor='end'>0</text>"
            + "<text x='%d' y='%.1f' text-anchor='end'>mean %.1f</text></svg>",
        WIDTH,
        HEIGHT + 16,
        MARGIN,
        HEIGHT,
        area,
        WIDTH,
        HEIGHT,
        line,
        MARGIN - 4,
        most,
        MARGIN - 4,
        HEIGHT,
        WIDTH,
        HEIGHT - HEIGHT * mean / most - 4,
        mean);
  }

  private static String at(double x, double items, int most) {
    return String.format(Locale.ROOT, "%.1f,%.1f", x, HEIGHT - HEIGHT * items / most);
  }
}
