package io.adlib.sid.assign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SuffixesTest {

  static final int C = 8;

  static List<String> names(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "ad-" + i).toList();
  }

  /** Codes that depend on an item's name alone, few enough to collide. */
  static short[] codes(List<String> items) {
    short[] codes = new short[items.size() * 2];
    for (int i = 0; i < items.size(); i++) {
      int hash = Math.floorMod(items.get(i).hashCode() * 31, 16);
      codes[i * 2] = (short) (hash / 4);
      codes[i * 2 + 1] = (short) (hash % 4);
    }
    return codes;
  }

  static SemanticIds assign(List<String> items) {
    return Suffixes.assign(items, codes(items), 2, C);
  }

  static Map<String, String> byItem(SemanticIds ids) {
    Map<String, String> paths = new HashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      paths.put(ids.items().get(i), ids.path(i));
    }
    return paths;
  }

  @Property(tries = 200)
  void everyPathIsUniqueAndBeginsWithTheItemsCodes(@ForAll @IntRange(min = 0, max = 60) int n) {
    SemanticIds ids = assign(names(0, n));
    assertThat(new HashSet<>(byItem(ids).values())).hasSize(n);
    assertThat(Trie.of(ids).leaves()).isEqualTo(n);
    short[] codes = codes(names(0, n));
    for (int i = 0; i < n; i++) {
      assertThat(ids.path(i)).startsWith(codes[2 * i] + "-" + codes[2 * i + 1] + "-");
    }
  }

  @Property(tries = 100)
  void theOrderOfItemsDoesNotMatter(@ForAll long seed) {
    List<String> shuffled = new ArrayList<>(names(0, 50));
    RandomGenerator random = new Seed(seed).generator();
    for (int i = shuffled.size() - 1; i > 0; i--) {
      Collections.swap(shuffled, i, random.nextInt(i + 1));
    }
    assertThat(byItem(assign(shuffled))).isEqualTo(byItem(assign(names(0, 50))));
  }

  @Property(tries = 100)
  void noIdEverChangesWhileItemsComeAndGo(@ForAll long seed) {
    RandomGenerator random = new Seed(seed).generator();
    SemanticIds ids = assign(names(0, 20));
    int born = 20;
    for (int day = 0; day < 12; day++) {
      Map<String, String> before = byItem(ids);
      if (random.nextBoolean()) {
        Set<String> gone = new HashSet<>();
        before.keySet().stream().sorted().filter(_ -> random.nextInt(3) == 0).forEach(gone::add);
        ids = Suffixes.retain(ids, item -> !gone.contains(item));
        before.keySet().removeAll(gone);
        assertThat(byItem(ids)).isEqualTo(before);
      } else {
        List<String> come = new ArrayList<>(ids.items().stream().limit(3).toList());
        come.addAll(names(born, born + 4));
        born += 4;
        ids = Suffixes.extend(ids, come, codes(come));
        assertThat(byItem(ids)).containsAllEntriesOf(before).hasSize(before.size() + 4);
        assertThat(Trie.of(ids).leaves()).isEqualTo(ids.size());
      }
    }
  }

  @Test
  void anItemWhoseTextChangedKeepsItsId() {
    SemanticIds ids = assign(names(0, 5));
    SemanticIds after = Suffixes.extend(ids, List.of("ad-3"), new short[] {3, 3});
    assertThat(byItem(after)).isEqualTo(byItem(ids));
  }

  @Test
  void aFullBucketIsFilledToTheLastAndThenRefused() {
    SemanticIds full = Suffixes.assign(names(0, C), new short[2 * C], 2, C);
    assertThat(new HashSet<>(byItem(full).values())).hasSize(C);
    assertThatThrownBy(() -> Suffixes.extend(full, List.of("one more"), new short[2]))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'one more' shares the path [0, 0] with 8 others");
  }

  @Test
  void anItemListedTwiceIsRefused() {
    assertThatThrownBy(() -> assign(List.of("a", "a"))).isInstanceOf(InputException.class);
  }

  @Property(tries = 200)
  void oneByOneNoPathIsGivenTwiceAndTheFirstGetsWhatItWouldAlone(
      @ForAll @Size(max = 40) List<@IntRange(max = 5) Integer> codes) {
    var book = new SuffixBook(new SemanticIds(List.of("first"), 3, 8, new short[] {0, 1, 4}));
    Set<String> paths = new HashSet<>(Set.of("0-1-4"));
    int full = 0;
    for (int i = 0; i < codes.size(); i++) {
      short[] path = {(short) (codes.get(i) / 2), (short) (codes.get(i) % 2)};
      try {
        int suffix = book.give("item" + i, path);
        assertThat(suffix).isBetween(0, 7);
        assertThat(paths.add(path[0] + "-" + path[1] + "-" + suffix)).isTrue();
      } catch (InputException e) {
        full++;
        assertThat(e).hasMessageContaining("is full: 8 items have these codes");
      }
    }
    assertThat(paths).hasSize(1 + codes.size() - full);
    short[] alone = {3, 3};
    SemanticIds one = Suffixes.assign(List.of("x"), new short[] {3, 3}, 2, 8);
    assertThat(book.give("x", alone)).isEqualTo(one.code(0, 2));
    assertThat(book.take(alone, one.code(0, 2))).isFalse();
    book.giveBack(alone, one.code(0, 2));
    assertThat(book.take(alone, one.code(0, 2))).isTrue();
  }
}
