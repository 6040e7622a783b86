package io.adlib.learn.alignment;

import io.adlib.learn.lightgcn.BipartiteGraph;
import java.util.Arrays;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Who took what in training, as the losses ask for it: walks from an item to one who took it, and
 * on to what else that user took. Immutable and thread-safe.
 */
public final class Behaviour {

  private final int[][] item_U;
  private final int[][] user_N;
  private final BipartiteGraph graph;

  /**
   * @param sequences_U each user's training items, each in [0, itemCount); not copied
   */
  public Behaviour(int[][] sequences_U, int itemCount) {
    item_U = sequences_U;
    graph = new BipartiteGraph(sequences_U, itemCount);
    int[] count_N = new int[itemCount];
    for (int[] sequence : sequences_U) {
      for (int item : sequence) {
        count_N[item]++;
      }
    }
    user_N = new int[itemCount][];
    for (int i = 0; i < itemCount; i++) {
      user_N[i] = new int[count_N[i]];
    }
    for (int u = 0; u < sequences_U.length; u++) {
      for (int item : sequences_U[u]) {
        user_N[item][--count_N[item]] = u;
      }
    }
  }

  /** The same as if nobody had taken some items. */
  public Behaviour without(int[] items) {
    Set<Integer> hidden = Arrays.stream(items).boxed().collect(Collectors.toSet());
    int[][] rest_U =
        Arrays.stream(item_U)
            .map(taken -> Arrays.stream(taken).filter(i -> !hidden.contains(i)).toArray())
            .toArray(int[][]::new);
    return new Behaviour(rest_U, items());
  }

  /** The graph of who took what. */
  BipartiteGraph graph() {
    return graph;
  }

  /** The number of items, N. */
  public int items() {
    return user_N.length;
  }

  /** The number of users, U. */
  public int users() {
    return item_U.length;
  }

  /** Whether anybody took the item. */
  public boolean knows(int item) {
    return user_N[item].length > 0;
  }

  /** For each item whether anybody took it. */
  boolean[] known() {
    boolean[] known = new boolean[items()];
    for (int i = 0; i < known.length; i++) {
      known[i] = knows(i);
    }
    return known;
  }

  /** The items of a list that anybody took, as places in the list. */
  int[] knownPlaces(int[] items_B) {
    return IntStream.range(0, items_B.length).filter(b -> knows(items_B[b])).toArray();
  }

  /** What a user took, oldest first; not to be written to. */
  int[] itemsOf(int user) {
    return item_U[user];
  }

  /** One who took the item, drawn from all who did. */
  int taker(int item, RandomGenerator random) {
    int[] users = user_N[item];
    return users[random.nextInt(users.length)];
  }

  /**
   * Something else that one who took the item took; the item itself where there is nothing else.
   */
  int companion(int item, RandomGenerator random) {
    int[] items = item_U[taker(item, random)];
    int[] others = Arrays.stream(items).filter(other -> other != item).toArray();
    return others.length == 0 ? item : others[random.nextInt(others.length)];
  }
}
