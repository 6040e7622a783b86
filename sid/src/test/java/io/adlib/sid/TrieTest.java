package io.adlib.sid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TrieTest {

  private static final int DEPTH = 3;
  private static final int CODES = 4;

  /** Items with the paths that the numbers write in base 4. */
  private static SemanticIds ids(Set<Integer> paths) {
    List<Integer> inOrder = new ArrayList<>(paths);
    short[] codes_NL = new short[inOrder.size() * DEPTH];
    for (int i = 0; i < inOrder.size(); i++) {
      codes_NL[i * 3] = (short) (inOrder.get(i) / 16);
      codes_NL[i * 3 + 1] = (short) (inOrder.get(i) / 4 % 4);
      codes_NL[i * 3 + 2] = (short) (inOrder.get(i) % 4);
    }
    List<String> names = inOrder.stream().map(path -> "item" + path).toList();
    return new SemanticIds(names, DEPTH, CODES, codes_NL);
  }

  private static List<Integer> path(SemanticIds ids, int item) {
    return IntStream.range(0, DEPTH).mapToObj(level -> ids.code(item, level)).toList();
  }

  /** The paths of all leaves under a node, by walking down. */
  private static void walk(
      Trie trie, int level, int node, List<Integer> prefix, List<List<Integer>> found) {
    if (level == DEPTH) {
      found.add(prefix);
      assertThat(trie.firstLeaf(level, node)).isEqualTo(node);
      return;
    }
    int first = trie.firstChild(level, node);
    int end = trie.firstChild(level, node + 1);
    assertThat(trie.firstLeaf(level, node)).isEqualTo(trie.firstLeaf(level + 1, first));
    assertThat(trie.firstLeaf(level, node + 1)).isEqualTo(trie.firstLeaf(level + 1, end));
    for (int child = first; child < end; child++) {
      List<Integer> longer = new ArrayList<>(prefix);
      longer.add(trie.code(level + 1, child));
      walk(trie, level + 1, child, longer, found);
    }
  }

  @Property
  void walkingDownFindsEveryPathOnceInOrder(
      @ForAll @Size(min = 1, max = 64) Set<@IntRange(max = 63) Integer> paths,
      @ForAll @IntRange(min = 1, max = 3) int keepEvery) {
    SemanticIds ids = ids(paths);
    Trie trie = Trie.of(ids, IntStream.range(0, ids.size()).filter(i -> i % keepEvery == 0));
    var found = new ArrayList<List<Integer>>();
    walk(trie, 0, 0, List.of(), found);
    assertThat(found).hasSize(trie.leaves());
    for (int leaf = 0; leaf < trie.leaves(); leaf++) {
      assertThat(found.get(leaf)).isEqualTo(path(ids, trie.item(leaf)));
    }
    Set<List<Integer>> expected =
        IntStream.range(0, ids.size())
            .filter(i -> i % keepEvery == 0)
            .mapToObj(i -> path(ids, i))
            .collect(Collectors.toSet());
    assertThat(new HashSet<>(found)).isEqualTo(expected);
    var sorted = new TreeSet<Integer>();
    found.forEach(p -> sorted.add(p.get(0) * 16 + p.get(1) * 4 + p.get(2)));
    assertThat(found.stream().map(p -> p.get(0) * 16 + p.get(1) * 4 + p.get(2)))
        .containsExactlyElementsOf(sorted);
    for (int item = 0; item < ids.size(); item++) {
      int leaf = trie.leaf(item);
      assertThat(leaf >= 0).isEqualTo(item % keepEvery == 0);
      assertThat(leaf < 0 || trie.item(leaf) == item).isTrue();
    }
  }

  @Property
  void aNodeIsLegalWhenOneOfItsLeavesIs(
      @ForAll @Size(min = 1, max = 64) Set<@IntRange(max = 63) Integer> paths,
      @ForAll Set<@IntRange(max = 63) Integer> legal) {
    Trie trie = Trie.of(ids(paths));
    var bits = new BitSet();
    legal.stream().filter(leaf -> leaf < trie.leaves()).forEach(bits::set);
    LegalLeaves leaves = LegalLeaves.of(bits);
    for (int level = 0; level <= DEPTH; level++) {
      for (int node = 0; node < trie.nodes(level); node++) {
        int from = trie.firstLeaf(level, node);
        int to = trie.firstLeaf(level, node + 1);
        assertThat(leaves.any(from, to)).isEqualTo(IntStream.range(from, to).anyMatch(bits::get));
      }
    }
    assertThat(leaves.count()).isEqualTo(bits.cardinality());
    assertThat(LegalLeaves.all(trie).count()).isEqualTo(trie.leaves());
  }

  @Property
  void aTrieThatChangedIsTheOneMadeAnew(
      @ForAll @Size(min = 1, max = 64) Set<@IntRange(max = 63) Integer> paths,
      @ForAll @Size(max = 40) Set<@IntRange(max = 63) Integer> first,
      @ForAll @Size(max = 40) Set<@IntRange(max = 63) Integer> second) {
    SemanticIds ids = ids(paths);
    Set<Integer> before = new TreeSet<>(first);
    before.removeIf(item -> item >= ids.size());
    Set<Integer> after = new TreeSet<>(second);
    after.removeIf(item -> item >= ids.size());
    Trie changed =
        Trie.of(ids, before.stream().mapToInt(i -> i))
            .with(
                ids,
                after.stream().filter(i -> !before.contains(i)).mapToInt(i -> i),
                before.stream().filter(i -> !after.contains(i)).mapToInt(i -> i));
    Trie anew = Trie.of(ids, after.stream().mapToInt(i -> i));
    assertThat(changed.leaves()).isEqualTo(anew.leaves());
    for (int level = 0; level <= DEPTH; level++) {
      assertThat(changed.nodes(level)).isEqualTo(anew.nodes(level));
      for (int node = 0; node < anew.nodes(level); node++) {
        assertThat(changed.firstLeaf(level, node)).isEqualTo(anew.firstLeaf(level, node));
        assertThat(changed.code(level, node)).isEqualTo(anew.code(level, node));
        if (level < DEPTH) {
          assertThat(changed.firstChild(level, node)).isEqualTo(anew.firstChild(level, node));
        }
      }
    }
    for (int item = 0; item < ids.size(); item++) {
      assertThat(changed.leaf(item)).isEqualTo(anew.leaf(item));
    }
  }

  @Test
  void anItemOfATakenPathIsRefused() {
    SemanticIds one = new SemanticIds(List.of("a"), 2, 4, new short[] {1, 2});
    SemanticIds two = one.with(List.of("b"), new short[] {1, 2});
    assertThatThrownBy(() -> Trie.of(one).with(two, IntStream.of(1), IntStream.empty()))
        .hasMessage("items 0 and 1 share 1-2");
  }

  @Test
  void anEmptyTrieHasARootWithoutLeaves() {
    Trie trie = Trie.of(ids(Set.of(5)), IntStream.empty());
    assertThat(trie.leaves()).isZero();
    assertThat(trie.nodes(0)).isEqualTo(1);
    assertThat(trie.firstChild(0, 0)).isEqualTo(trie.firstChild(0, 1));
    assertThat(LegalLeaves.all(trie).any(0, trie.leaves())).isFalse();
  }

  @Test
  void refusesTwoItemsOnOnePath() {
    var ids = new SemanticIds(List.of("a", "b"), 2, 4, new short[] {1, 2, 1, 2});
    assertThatThrownBy(() -> Trie.of(ids))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("share 1-2");
  }
}
