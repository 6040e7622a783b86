package io.adlib.sid.prompt;

import java.util.ArrayList;
import java.util.List;

/**
 * A stretch [from, to) of a long sequence; the positions from {@code fresh} on are in no window
 * before it.
 */
record Window(int from, int to, int fresh) {

  /** Windows of at most {@code width} ≥ 1 over {@code size} positions, overlapping by half. */
  static List<Window> over(int size, int width) {
    var windows = new ArrayList<Window>();
    int step = width - width / 2;
    int covered = 0;
    for (int from = 0; covered < size; from += step) {
      int to = Math.min(size, from + width);
      windows.add(new Window(from, to, covered));
      covered = to;
    }
    return windows;
  }
}
