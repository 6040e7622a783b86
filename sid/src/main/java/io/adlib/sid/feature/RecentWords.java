package io.adlib.sid.feature;

/**
 * How much the ad's title and category say what the user lately read, searched and clicked: Σ over
 * the ad's words of inverse document frequency times the decayed share of events with that word,
 * over 12, at most 1.
 */
final class RecentWords implements Feature {

  /** Two rare words in every event. */
  private static final float FULL = 12;

  private static final String[] GROUPS = {"content", "search", "click"};
  private final Slot[] slots_GH;
  private final AdTable table;

  RecentWords(Slots slots, AdTable table) {
    this.table = table;
    slots_GH = new Slot[GROUPS.length * RequestView.HORIZONS];
    for (int i = 0; i < slots_GH.length; i++) {
      String speed = RequestView.HORIZON_NAMES[i % RequestView.HORIZONS];
      slots_GH[i] = slots.dense("words." + GROUPS[i / RequestView.HORIZONS] + "." + speed);
    }
  }

  static float inverseIdf(AdTable table, int[] words) {
    float sum = 0;
    for (int word : words) {
      sum += table.vocabulary.idf(word);
    }
    return sum > 0 ? 1 / sum : 0;
  }

  @Override
  public Emitter at(RequestView request) {
    int columns = slots_GH.length;
    float[] share_VG = new float[table.vocabulary.size() * columns];
    float[] total_GH = new float[columns];
    for (int e = 0; e < request.events; e++) {
      int group = RecentTopics.group(request.kind_E[e]);
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
        row.measure(slots_GH[i], Math.min(1, sum_GH[i] / FULL / (.5f + total_GH[i])));
      }
    };
  }
}
