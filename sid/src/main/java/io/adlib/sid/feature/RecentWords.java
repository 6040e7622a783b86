package io.adlib.sid.feature;

import io.adlib.core.Event;

/**
 * How much of the ad's text the user lately read, searched and clicked, word by word: the mean,
 * weighted by inverse document frequency, over the ad's words of the decayed share of events with
 * that word.
 */
final class RecentWords implements Feature {

  private static final String[] GROUPS = {"content", "search", "click"};
  private final Slot[] slots_GH;
  private final AdTable table;
  private final float[] inverse_A;

  RecentWords(Slots slots, AdTable table) {
    this.table = table;
    slots_GH = new Slot[GROUPS.length * RequestView.HORIZONS];
    for (int i = 0; i < slots_GH.length; i++) {
      String speed = i % RequestView.HORIZONS == 0 ? "fast" : "slow";
      slots_GH[i] = slots.dense("words." + GROUPS[i / RequestView.HORIZONS] + "." + speed);
    }
    inverse_A = new float[table.words_A.length];
    for (int a = 0; a < inverse_A.length; a++) {
      inverse_A[a] = inverseIdf(table, table.words_A[a]);
    }
  }

  static float inverseIdf(AdTable table, int[] words) {
    float sum = 0;
    for (int word : words) {
      sum += table.vocabulary.idf(word);
    }
    return sum > 0 ? 1 / sum : 0;
  }

  private static int group(Event.Kind kind) {
    return switch (kind) {
      case CONTENT -> 0;
      case SEARCH -> 1;
      case IMPRESSION -> -1;
      case CLICK, CART, CONVERSION -> 2;
    };
  }

  @Override
  public Emitter at(RequestView request) {
    int columns = slots_GH.length;
    float[] share_VG = new float[table.vocabulary.size() * columns];
    float[] total_GH = new float[columns];
    for (int e = 0; e < request.events; e++) {
      int group = group(request.kind_E[e]);
      for (int h = 0; h < RequestView.HORIZONS && group >= 0; h++) {
        int column = group * RequestView.HORIZONS + h;
        float weight = request.weight_HE[h][e];
        total_GH[column] += weight;
        for (int word : request.words_E[e]) {
          share_VG[word * columns + column] += weight * table.vocabulary.idf(word);
        }
      }
    }
    float[] sum_GH = new float[columns];
    return (ad, row) -> {
      java.util.Arrays.fill(sum_GH, 0);
      for (int word : table.words_A[ad]) {
        int at = word * columns;
        for (int i = 0; i < columns; i++) {
          sum_GH[i] += share_VG[at + i];
        }
      }
      for (int i = 0; i < columns; i++) {
        row.measure(slots_GH[i], sum_GH[i] * inverse_A[ad] / (.5f + total_GH[i]));
      }
    };
  }
}
