package io.adlib.kernel.bpe;

import io.adlib.core.InputException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A byte-level byte-pair tokenizer, of the kind that GPT-2, Llama 3 and Qwen use (arXiv 1508.07909
 * over bytes): a text is cut into pieces, a piece into bytes, and the neighbours with the earliest
 * merge become one until none is left. Any text can be encoded, and decoding gives its bytes back.
 * Immutable and thread-safe.
 */
public final class BytePairs {

  private static final int REMEMBERED = 1 << 16;
  private static final int REMEMBERED_LENGTH = 32;

  private record Merge(int rank, int made) {}

  private final Splitting splitting;
  private final boolean wholeFirst;
  private final List<String> tokens;
  private final List<Pair> merges;
  private final Map<String, Integer> specials;
  private final byte[][] bytesOfId;
  private final Map<String, Integer> idOfLetters = new HashMap<>();
  private final Map<Long, Merge> mergeOfPair = new HashMap<>();
  private final int[] idOfByte = new int[256];
  private final Pattern anySpecial;
  private final Map<String, int[]> remembered = new ConcurrentHashMap<>();

  /** Two tokens, in letters, that become one. */
  public record Pair(String left, String right) {}

  /**
   * A tokenizer.
   *
   * @param splitting how texts are cut
   * @param wholeFirst whether a piece that is a token as a whole needs no merges to become it
   * @param tokens in letters of bytes, by id; empty where an id is a special token's or nobody's
   * @param merges the earliest first
   * @param specials tokens with a meaning of their own, such as the end of a text, by their names
   * @throws InputException if a byte has no token, or a merge uses or makes none
   */
  public BytePairs(
      Splitting splitting,
      boolean wholeFirst,
      List<String> tokens,
      List<Pair> merges,
      Map<String, Integer> specials) {
    this.splitting = splitting;
    this.wholeFirst = wholeFirst;
    this.tokens = List.copyOf(tokens);
    this.merges = List.copyOf(merges);
    this.specials = Collections.unmodifiableMap(new LinkedHashMap<>(specials));
    bytesOfId = new byte[tokens.size()][];
    for (int id = 0; id < bytesOfId.length; id++) {
      String letters = tokens.get(id);
      check(ByteAlphabet.canRead(letters), "token " + id + " is not written in letters of bytes");
      bytesOfId[id] = ByteAlphabet.bytes(letters);
      if (!letters.isEmpty()) {
        idOfLetters.put(letters, id);
      }
    }
    for (int b = 0; b < 256; b++) {
      idOfByte[b] = id(String.valueOf(ByteAlphabet.letter(b)), "byte " + b);
    }
    for (int rank = 0; rank < merges.size(); rank++) {
      Pair pair = merges.get(rank);
      String what = "merge " + rank;
      long key = key(id(pair.left(), what), id(pair.right(), what));
      mergeOfPair.putIfAbsent(key, new Merge(rank, id(pair.left() + pair.right(), what)));
    }
    specials.forEach(
        (name, id) -> {
          check(id >= 0 && id < bytesOfId.length, "the special token " + name + " has a bad id");
          check(!name.isEmpty(), "a special token has no name");
          bytesOfId[id] = name.getBytes(StandardCharsets.UTF_8);
        });
    anySpecial =
        Pattern.compile(
            specials.keySet().stream()
                .sorted(java.util.Comparator.comparingInt(name -> -name.length()))
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
  }

  private int id(String letters, String what) {
    Integer id = idOfLetters.get(letters);
    check(id != null, what + " has no token");
    return id == null ? -1 : id;
  }

  private static void check(boolean good, String what) {
    if (!good) {
      throw new InputException(
          "the tokenizer is incomplete: " + what,
          "use the tokenizer.json that belongs to the model");
    }
  }

  /** One more than the highest id. */
  public int size() {
    return bytesOfId.length;
  }

  /** How texts are cut. */
  public Splitting splitting() {
    return splitting;
  }

  /** Whether a piece that is a token as a whole needs no merges. */
  public boolean wholeFirst() {
    return wholeFirst;
  }

  /** Tokens in letters of bytes, by id. */
  public List<String> tokens() {
    return tokens;
  }

  /** The earliest first. */
  public List<Pair> merges() {
    return merges;
  }

  /** Special tokens by name. */
  public Map<String, Integer> specials() {
    return specials;
  }

  /** The id of a special token. */
  public OptionalInt special(String name) {
    Integer id = specials.get(name);
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * The ids of a text, in which names of special tokens are words like any other: for text of
   * others.
   */
  public int[] encode(String text) {
    IntStream.Builder ids = IntStream.builder();
    splitting.split(text, piece -> Arrays.stream(piece(piece)).forEach(ids));
    return ids.build().toArray();
  }

  /** The ids of a text of our own, in which names of special tokens stand for them. */
  public int[] encodeMarked(String text) {
    if (specials.isEmpty()) {
      return encode(text);
    }
    IntStream.Builder ids = IntStream.builder();
    Matcher matcher = anySpecial.matcher(text);
    int end = 0;
    while (matcher.find()) {
      Arrays.stream(encode(text.substring(end, matcher.start()))).forEach(ids);
      ids.add(special(matcher.group()).orElseThrow());
      end = matcher.end();
    }
    Arrays.stream(encode(text.substring(end))).forEach(ids);
    return ids.build().toArray();
  }

  /** The text of ids; bytes that are no UTF-8 become U+FFFD. */
  public String decode(int... ids) {
    var bytes = new ByteArrayOutputStream();
    for (int id : ids) {
      bytes.writeBytes(bytesOfId[id]);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private int[] piece(String piece) {
    int[] known = remembered.get(piece);
    if (known != null) {
      return known;
    }
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    Integer whole = wholeFirst ? idOfLetters.get(ByteAlphabet.letters(bytes)) : null;
    int[] ids = whole == null ? merge(bytes) : new int[] {whole};
    if (piece.length() <= REMEMBERED_LENGTH && remembered.size() < REMEMBERED) {
      remembered.put(piece, ids);
    }
    return ids;
  }

  /** Merges in order of rank, then of place: n log n, whatever the piece. */
  private int[] merge(byte[] bytes) {
    int n = bytes.length;
    int[] id = new int[n];
    int[] next = new int[n];
    int[] previous = new int[n];
    var waiting = new PriorityQueue<Long>();
    for (int i = 0; i < n; i++) {
      id[i] = idOfByte[bytes[i] & 0xff];
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    for (int i = 0; i < n - 1; i++) {
      offer(waiting, id, i, i + 1);
    }
    for (Long first = waiting.poll(); first != null; first = waiting.poll()) {
      int left = (int) (long) first;
      int right = id[left] < 0 ? n : next[left];
      Merge merge = right == n ? null : mergeOfPair.get(key(id[left], id[right]));
      if (merge == null || merge.rank() != (int) (first >>> 32)) {
        continue;
      }
      id[left] = merge.made();
      id[right] = -1;
      next[left] = next[right];
      if (next[left] < n) {
        previous[next[left]] = left;
        offer(waiting, id, left, next[left]);
      }
      if (previous[left] >= 0) {
        offer(waiting, id, previous[left], left);
      }
    }
    return Arrays.stream(id).filter(one -> one >= 0).toArray();
  }

  private void offer(PriorityQueue<Long> waiting, int[] id, int left, int right) {
    Merge merge = mergeOfPair.get(key(id[left], id[right]));
    if (merge != null) {
      waiting.add((long) merge.rank() << 32 | left);
    }
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }
}
