package io.adlib.sid.health;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A figure of every level, a bar for each tokenizer, as SVG; whiskers of one standard deviation.
 */
final class LevelBars {

  private static final int WIDTH = 360;
  private static final int HEIGHT = 130;
  private static final int LEFT = 6;

  private LevelBars() {}

  static String svg(List<Compared> all, String label, ToDoubleFunction<LevelHealth> figure) {
    int levels = all.getFirst().levels();
    double most = 1e-9;
    for (Compared one : all) {
      for (int level = 1; level <= levels; level++) {
        most = Math.max(most, one.mean(Compared.at(level, figure)));
      }
    }
    double group = (double) (WIDTH - LEFT) / levels;
    double step = (group - 14) / all.size();
    var svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox='0 -14 %d %d' role='img' aria-label='%s'>",
            WIDTH,
            HEIGHT + 32,
            label));
    for (int level = 1; level <= levels; level++) {
      double left = LEFT + (level - 1) * group;
      for (int i = 0; i < all.size(); i++) {
        var at = Compared.at(level, figure);
        bar(svg, left + i * step, step - 3, all.get(i).mean(at), all.get(i).deviation(at), most, i);
      }
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x='%.1f' y='%d' text-anchor='middle'>level %d</text>",
              left + (group - 14) / 2,
              HEIGHT + 13,
              level));
    }
    return svg.append("</svg>").toString();
  }

  private static void bar(
      StringBuilder svg, double x, double width, double value, double off, double most, int i) {
    double y = HEIGHT * (1 - value / most);
    double whisker = HEIGHT * off / most;
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class='s%d' x='%.1f' y='%.1f' width='%.1f' height='%.1f'/>"
                + "<path class='whisker' d='M%.1f %.1fV%.1f'/>"
                + "<text x='%.1f' y='%.1f' text-anchor='middle'>%s</text>",
            i,
            x,
            y,
            width,
            HEIGHT - y,
            x + width / 2,
            y - whisker,
            y + whisker,
            x + width / 2,
            y - whisker - 3,
            value >= 10
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value).replaceFirst("^0", "")));
  }
}
