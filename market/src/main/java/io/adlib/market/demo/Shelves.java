package io.adlib.market.demo;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Contents by category, with what each is about. */
final class Shelves {

  private final int[][] contentsOfCategory = new int[Lexicon.CATEGORIES][];
  private final int[] type;
  private final int[] style;

  Shelves(int[] category, int[] type, int[] style) {
    this.type = type.clone();
    this.style = style.clone();
    for (int c = 0; c < contentsOfCategory.length; c++) {
      int wanted = c;
      contentsOfCategory[c] =
          IntStream.range(0, category.length).filter(i -> category[i] == wanted).toArray();
    }
  }

  int[] of(int category) {
    return Arrays.copyOf(contentsOfCategory[category], contentsOfCategory[category].length);
  }

  int size(int category) {
    return contentsOfCategory[category].length;
  }

  int at(int category, int place) {
    return contentsOfCategory[category][place];
  }

  int type(int content) {
    return type[content];
  }

  int style(int content) {
    return style[content];
  }
}
