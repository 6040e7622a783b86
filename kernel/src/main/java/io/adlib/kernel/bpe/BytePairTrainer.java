package io.adlib.kernel.bpe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Trains a {@link BytePairs} (arXiv 1508.07909): from single bytes, the neighbours that occur most
 * often become a token, until the vocabulary is full or no neighbours occur twice. Of equally
 * frequent ones those with lower ids come first, so that the same texts give the same tokenizer, in
 * whatever order they come. One object, one training; not thread-safe.
 */
public final class BytePairTrainer {

  private static final int FEWEST = 2;

  private record Candidate(long count, int left, int right) {}

  private final Splitting splitting;
  private final Map<String, Integer> frequency = new TreeMap<>();
  private final List<String> tokens = new ArrayList<>();
  private final List<BytePairs.Pair> merges = new ArrayList<>();
  private final List<int[]> words = new ArrayList<>();
  private final List<Integer> times = new ArrayList<>();
  private final Map<Long, Long> countOfPair = new HashMap<>();
  private final Map<Long, TreeSet<Integer>> wordsOfPair = new HashMap<>();
  private final PriorityQueue<Candidate> best =
      new PriorityQueue<>(
          (a, b) ->
              a.count() != b.count()
                  ? Long.compare(b.count(), a.count())
                  : a.left() != b.left()
                      ? Integer.compare(a.left(), b.left())
                      : Integer.compare(a.right(), b.right()));

  /** No texts yet. */
  public BytePairTrainer(Splitting splitting) {
    this.splitting = splitting;
  }

  /** One more text. */
  public void add(String text) {
    splitting.split(text, piece -> frequency.merge(piece, 1, Integer::sum));
  }

  /**
   * Trains.
   *
   * @param size most tokens, special ones included; at least 256 more than those
   * @param specials names of special tokens, which get the ids after all others
   */
  public BytePairs train(int size, List<String> specials) {
    int room = size - specials.size();
    if (room < 256) {
      throw new IllegalArgumentException("a vocabulary of " + size);
    }
    bytes();
    frequency.forEach(this::word);
    countOfPair.forEach((pair, _) -> offer(pair));
    while (tokens.size() < room && !best.isEmpty()) {
      Candidate first = best.remove();
      long pair = key(first.left(), first.right());
      long count = countOfPair.getOrDefault(pair, 0L);
      if (count == first.count() && count >= FEWEST) {
        merge(first.left(), first.right());
      }
    }
    var byName = new LinkedHashMap<String, Integer>();
    for (String name : specials) {
      byName.put(name, tokens.size());
      tokens.add("");
    }
    return new BytePairs(splitting, false, tokens, merges, byName);
  }

  /** The bytes in the order of their letters, as everybody numbers them. */
  private void bytes() {
    var letters = new TreeSet<Character>();
    for (int b = 0; b < 256; b++) {
      letters.add(ByteAlphabet.letter(b));
    }
    letters.forEach(letter -> tokens.add(String.valueOf(letter)));
  }

  private void word(String piece, int count) {
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    int[] ids = new int[bytes.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = tokens.indexOf(String.valueOf(ByteAlphabet.letter(bytes[i] & 0xff)));
    }
    words.add(ids);
    times.add(count);
    count(words.size() - 1, 1);
  }

  /** Adds a word's pairs to the counts, or takes them out. */
  private void count(int word, int sign) {
    int[] ids = words.get(word);
    for (int i = 1; i < ids.length; i++) {
      long pair = key(ids[i - 1], ids[i]);
      countOfPair.merge(pair, (long) sign * times.get(word), Long::sum);
      if (sign > 0) {
        wordsOfPair.computeIfAbsent(pair, _ -> new TreeSet<>()).add(word);
      }
    }
  }

  private void offer(long pair) {
    long count = countOfPair.getOrDefault(pair, 0L);
    if (count >= FEWEST) {
      best.add(new Candidate(count, (int) (pair >>> 32), (int) pair));
    }
  }

  private void merge(int left, int right) {
    int made = tokens.size();
    merges.add(new BytePairs.Pair(tokens.get(left), tokens.get(right)));
    tokens.add(tokens.get(left) + tokens.get(right));
    long pair = key(left, right);
    var touched = new TreeSet<Long>();
    for (int word : wordsOfPair.getOrDefault(pair, new TreeSet<>())) {
      int[] ids = words.get(word);
      touch(ids, touched);
      count(word, -1);
      words.set(word, merged(ids, left, right, made));
      touch(words.get(word), touched);
      count(word, 1);
    }
    wordsOfPair.remove(pair);
    touched.forEach(this::offer);
  }

  private static void touch(int[] ids, TreeSet<Long> touched) {
    for (int i = 1; i < ids.length; i++) {
      touched.add(key(ids[i - 1], ids[i]));
    }
  }

  private static int[] merged(int[] ids, int left, int right, int made) {
    int[] merged = new int[ids.length];
    int n = 0;
    for (int i = 0; i < ids.length; i++) {
      boolean pair = i + 1 < ids.length && ids[i] == left && ids[i + 1] == right;
      merged[n++] = pair ? made : ids[i];
      i += pair ? 1 : 0;
    }
    return java.util.Arrays.copyOf(merged, n);
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }
}
