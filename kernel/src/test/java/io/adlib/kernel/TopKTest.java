package io.adlib.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.kernel.compute.TopK;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TopKTest {

  private record Entry(float score, int number, int tag) {}

  @Property
  void keepsWhatSortingWouldPutFirst(
      @ForAll List<@IntRange(max = 9) Integer> scores, @ForAll @IntRange(min = 1, max = 12) int k) {
    var top = new TopK();
    top.reset(20);
    top.offer(99, 99, 99);
    top.reset(k);
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < scores.size(); i++) {
      int number = i * 7919 % 1009; // not in the stream's order
      entries.add(new Entry(scores.get(i), number, i));
      top.offer(scores.get(i), number, i);
    }
    top.sort();
    List<Entry> expected =
        entries.stream()
            .sorted(
                Comparator.comparingDouble((Entry e) -> -e.score()).thenComparingInt(Entry::number))
            .limit(k)
            .toList();
    List<Entry> kept =
        IntStream.range(0, top.size())
            .mapToObj(i -> new Entry(top.score(i), top.number(i), top.tag(i)))
            .toList();
    assertThat(kept).isEqualTo(expected);
  }
}
