package io.adlib.sid.health;

import io.adlib.sid.SemanticIds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Two rings as SVG: level-1 codes by their number of items, and within each its level-2 codes, the
 * fullest first. Slices too thin to see are drawn as one.
 */
final class Sunburst {

  private static final double THIN = 2 * Math.PI / 3000;

  private final SemanticIds ids;
  private final PathOrder order;
  private final StringBuilder shapes = new StringBuilder();

  Sunburst(SemanticIds ids) {
    this.ids = ids;
    order = new PathOrder(ids);
  }

  /** A path's places in the order. */
  private record Path(int from, int to) {
    int size() {
      return to - from;
    }
  }

  String svg() {
    double angle = 0;
    int number = 0;
    for (Path path : fullestFirst(0, order.size(), 1)) {
      double end = angle + turn(path.size());
      int hue = (int) (number++ * 137.508) % 360;
      slice(44, 92, angle, end, hue, 62, name(path, 1), path.size());
      if (order.levels() > 1) {
        ring2(path, angle, hue);
      }
      angle = end;
    }
    return "<svg viewBox='-150 -150 300 300' role='img' aria-label='items by first codes'>"
        + shapes
        + "<text text-anchor='middle' y='-2'>"
        + ids.size()
        + "</text><text text-anchor='middle' y='11'>items</text></svg>";
  }

  private void ring2(Path parent, double start, int hue) {
    double angle = start;
    int number = 0;
    List<Path> children = fullestFirst(parent.from(), parent.to(), 2);
    for (int i = 0; i < children.size(); i++) {
      Path path = children.get(i);
      double end = angle + turn(path.size());
      if (end - angle < THIN) {
        int rest = children.subList(i, children.size()).stream().mapToInt(Path::size).sum();
        slice(94, 146, angle, angle + turn(rest), hue, 50, name(parent, 1) + "-…", rest);
        return;
      }
      slice(94, 146, angle, end, hue, number++ % 2 == 0 ? 68 : 56, name(path, 2), path.size());
      angle = end;
    }
  }

  private String name(Path path, int level) {
    return PathOrder.name(ids, order.item(path.from()), level);
  }

  private List<Path> fullestFirst(int from, int to, int level) {
    List<Path> paths = new ArrayList<>();
    for (int at = from; at < to; at = paths.getLast().to()) {
      paths.add(new Path(at, order.end(at, level)));
    }
    paths.sort(Comparator.comparingInt(path -> -path.size()));
    return paths;
  }

  private double turn(int items) {
    return 2 * Math.PI * items / Math.max(1, ids.size());
  }

  private void slice(
      double inner,
      double outer,
      double from,
      double to,
      int hue,
      int light,
      String name,
      int items) {
    double end = Math.min(to, from + 2 * Math.PI - 1e-4);
    int large = end - from > Math.PI ? 1 : 0;
    shapes.append(
        String.format(
            Locale.ROOT,
            "<path fill='hsl(%d 55%% %d%%)' d='M%s A%.0f %.0f 0 %d 1 %s L%s A%.0f %.0f 0 %d 0 %s'>"
                + "<title>%s: %d items</title></path>",
            hue,
            light,
            point(outer, from),
            outer,
            outer,
            large,
            point(outer, end),
            point(inner, end),
            inner,
            inner,
            large,
            point(inner, from),
            name,
            items));
  }

  private static String point(double radius, double angle) {
    return String.format(
        Locale.ROOT, "%.2f %.2f", radius * Math.sin(angle), -radius * Math.cos(angle));
  }
}
