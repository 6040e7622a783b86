package io.adlib.evaluate.sequential;

import io.adlib.kernel.compute.TopK;
import io.adlib.sid.nearest.Companions;
import java.util.function.IntPredicate;

/**
 * The floor's co-occurrence of sequences that need not fit in memory, for serving: of each item the
 * few others that go with it most. The sequences are read once for each run of rows whose pairs fit
 * in the room; a single item that has more pairs than that is a run of its own.
 */
public final class CompanionCounts {

  private final Floor.Settings settings;
  private final int most;
  private final int room;

  /**
   * @param most companions kept of an item
   * @param room pairs held at once, each of twelve bytes
   */
  public CompanionCounts(Floor.Settings settings, int most, int room) {
    this.settings = settings;
    this.most = most;
    this.room = room;
  }

  /**
   * Counts.
   *
   * @param sequences items by number, oldest first; read many times, alike each time
   * @param wanted which items may be companions, such as ads
   */
  public Companions of(Iterable<int[]> sequences, int itemCount, IntPredicate wanted) {
    var margins = CooccurrenceCounts.Margins.of(sequences, itemCount, settings);
    var kept = new Companions.Builder(itemCount);
    for (int from = 0; from < itemCount; ) {
      int to = from;
      long pairs = 0;
      do {
        pairs += margins.entries_N()[to++];
      } while (to < itemCount && pairs + margins.entries_N()[to] <= room);
      keep(new CooccurrenceCounts(sequences, margins, from, to, settings), wanted, kept);
      from = to;
    }
    return kept.build();
  }

  private void keep(CooccurrenceCounts counts, IntPredicate wanted, Companions.Builder kept) {
    var best = new TopK();
    for (int row = 0; row < counts.start().length - 1; row++) {
      best.reset(most);
      for (int e = counts.start()[row]; e < counts.start()[row + 1]; e++) {
        if (wanted.test(counts.column()[e])) {
          best.offer(counts.weight()[e], counts.column()[e], 0);
        }
      }
      best.sort();
      for (int place = 0; place < best.size(); place++) {
        kept.add(best.number(place), best.score(place));
      }
      kept.endRow();
    }
  }
}
