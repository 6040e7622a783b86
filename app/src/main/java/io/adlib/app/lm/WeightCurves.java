package io.adlib.app.lm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Held-out loss by epoch as one SVG file that stands alone: a picture a task, a line a kind of
 * training. Losses are on a scale of logarithms from the lowest to where training began.
 */
public final class WeightCurves {

  private static final int WIDTH = 300;
  private static final int HEIGHT = 150;
  private static final int LEFT = 36;
  private static final int TOP = 44;
  private static final int GAP = 30;
  private static final int FOOT = 24;
  private static final int COLUMNS = 2;
  private static final String[] COLOURS = {"#888", "#d9480f", "#1971c2", "#2f9e44"};

  private WeightCurves() {}

  /**
   * Draws {@code curves}.
   *
   * @param curves by kind of training, then task: loss after each epoch, the first before any
   */
  public static String svg(Map<String, Map<String, List<Double>>> curves) {
    var tasks = new TreeSet<String>();
    curves.values().forEach(byTask -> tasks.addAll(byTask.keySet()));
    int rows = (tasks.size() + COLUMNS - 1) / COLUMNS;
    var svg =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d'"
                    + " font-family='sans-serif' font-size='11'>"
                    + "<title>Held-out loss by epoch</title>"
                    + "<rect width='100%%' height='100%%' fill='#fff'/>",
                COLUMNS * (WIDTH + GAP),
                TOP + rows * (HEIGHT + FOOT + GAP)));
    int number = 0;
    for (String arm : curves.keySet()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<path d='M%1$d 12h18' stroke='%2$s' stroke-width='2'/><text x='%3$d' y='16'>%4$s</text>",
              LEFT + number * 110,
              colour(number),
              LEFT + number * 110 + 24,
              arm));
      number++;
    }
    int at = 0;
    for (String task : tasks) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<g transform='translate(%d %d)'>",
              at % COLUMNS * (WIDTH + GAP),
              TOP + at / COLUMNS * (HEIGHT + FOOT + GAP)));
      task(svg, task, curves);
      svg.append("</g>");
      at++;
    }
    return svg.append("</svg>\n").toString();
  }

  private static void task(
      StringBuilder svg, String task, Map<String, Map<String, List<Double>>> curves) {
    List<List<Double>> lines =
        curves.values().stream().map(byTask -> byTask.getOrDefault(task, List.of())).toList();
    double[] all =
        lines.stream().flatMap(List::stream).mapToDouble(loss -> Math.max(loss, 1e-6)).toArray();
    double low = Arrays.stream(all).min().orElse(1);
    double high = Arrays.stream(all).max().orElse(1);
    int epochs = lines.stream().mapToInt(List::size).max().orElse(0) - 1;
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x='%1$d' y='-6' font-weight='bold'>%2$s</text>"
                + "<path d='M%1$d 0V%3$dH%4$d' fill='none' stroke='#999'/>"
                + "<text x='%5$d' y='%3$d' text-anchor='end'>%6$.2f</text>"
                + "<text x='%5$d' y='10' text-anchor='end'>%7$.2f</text>"
                + "<text x='%4$d' y='%8$d' text-anchor='end'>epoch %9$d</text>",
            LEFT,
            task,
            HEIGHT,
            WIDTH,
            LEFT - 4,
            low,
            high,
            HEIGHT + 16,
            Math.max(epochs, 0)));
    double range = Math.max(1e-12, Math.log(high / low));
    for (int arm = 0; arm < lines.size(); arm++) {
      List<Double> line = lines.get(arm);
      svg.append(
          String.format(
              Locale.ROOT,
              "<polyline fill='none' stroke='%s' stroke-width='1.5' points='",
              colour(arm)));
      for (int e = 0; e < line.size(); e++) {
        double x = LEFT + (double) (WIDTH - LEFT) * e / Math.max(1, epochs);
        double y = HEIGHT * Math.log(high / Math.max(line.get(e), 1e-6)) / range;
        svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      }
      svg.append("'/>");
    }
  }

  private static String colour(int arm) {
    return COLOURS[arm % COLOURS.length];
  }
}
