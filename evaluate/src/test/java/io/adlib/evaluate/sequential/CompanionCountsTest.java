package io.adlib.evaluate.sequential;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.sid.nearest.Companions;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CompanionCountsTest {

  private static final int ITEMS = 23;

  private static int[][] sequences(long seed) {
    RandomGenerator random = new Seed(seed).generator();
    return IntStream.range(0, 12)
        .mapToObj(_ -> random.ints(random.nextInt(3, 40), 0, ITEMS).toArray())
        .toArray(int[][]::new);
  }

  private static Companions count(int[][] sequences, int most, int room) {
    return new CompanionCounts(Floor.Settings.DEFAULT, most, room)
        .of(Arrays.asList(sequences), ITEMS, item -> item % 3 != 0);
  }

  /** Each item's row as the floor scores a history of that item alone. */
  @Property(tries = 50)
  void aRowIsWhatTheFloorSaysOfTheItem(@ForAll long seed) {
    int[][] sequences = sequences(seed);
    Companions companions = count(sequences, ITEMS, 1 << 20);
    int[][] cut =
        Arrays.stream(sequences).map(s -> Arrays.copyOf(s, s.length + 2)).toArray(int[][]::new);
    Floor floor = Floor.of(new LeaveOneOut(cut, ITEMS), Floor.Settings.DEFAULT);
    for (int item = 0; item < ITEMS; item++) {
      float[][] scores_BN = new float[1][ITEMS];
      floor.score(new int[][] {{item}}, scores_BN);
      float[] row_N = new float[ITEMS];
      for (int e = companions.start().get(item); e < companions.start().get(item + 1); e++) {
        row_N[companions.item().get(e)] = companions.weight(e);
      }
      for (int other = 0; other < ITEMS; other++) {
        assertThat(row_N[other]).isEqualTo(other % 3 == 0 ? 0 : scores_BN[0][other]);
      }
    }
  }

  @Property(tries = 50)
  void itIsTheSameInOneReadingAndInMany(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int room) {
    Companions whole = count(sequences(seed), 5, 1 << 20);
    Companions pieces = count(sequences(seed), 5, room);
    assertThat(pieces.items()).isEqualTo(ITEMS);
    assertThat(pieces.start().bytes().mismatch(whole.start().bytes())).isEqualTo(-1);
    assertThat(pieces.item().bytes().mismatch(whole.item().bytes())).isEqualTo(-1);
    assertThat(pieces.weights().mismatch(whole.weights())).isEqualTo(-1);
  }

  @Property(tries = 50)
  void ofManyCompanionsTheStrongestStayBestFirst(@ForAll long seed) {
    Companions all = count(sequences(seed), ITEMS, 1 << 20);
    Companions few = count(sequences(seed), 3, 1 << 20);
    for (int item = 0; item < ITEMS; item++) {
      int from = all.start().get(item);
      int kept = Math.min(3, all.start().get(item + 1) - from);
      assertThat(few.start().get(item + 1) - few.start().get(item)).isEqualTo(kept);
      for (int i = 0; i < kept; i++) {
        int e = few.start().get(item) + i;
        assertThat(few.item().get(e)).isEqualTo(all.item().get(from + i));
        assertThat(i == 0 || few.weight(e) <= few.weight(e - 1)).isTrue();
      }
    }
  }
}
