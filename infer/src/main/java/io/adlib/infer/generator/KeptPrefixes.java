package io.adlib.infer.generator;

import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keys and values of the beginnings of prompts, kept between requests. What stands up to the last E
 * token before the present one, and the I tokens right after it, sees nothing that comes later, so
 * the next prompt of the same history begins with the same ones and works out its new positions
 * only. A beginning is known by its tokens, not by whose it is: where the oldest token has made
 * room for a new one, or the user's attributes changed, nothing is found. Those unused for longest
 * make room. Thread-safe.
 */
final class KeptPrefixes {

  /** Shorter ones save less than they take. */
  private static final int SHORTEST = 8;

  private static final int PRIME = 31;

  /**
   * One beginning; its arrays are not changed once it is kept.
   *
   * @param prompt that it is of
   * @param length positions, 0 for none
   * @param kv_BT2D of each block
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Prefix(Prompt prompt, int length, float[][] kv_BT2D) {

    private static final int[] NO_ROWS = {};

    static final Prefix NONE =
        new Prefix(new Prompt(new byte[0], new byte[0], new byte[0], NO_ROWS), 0, new float[0][]);

    /** Room for the first positions of a prompt. */
    static Prefix of(Prompt prompt, int length, GeneratorShape shape) {
      return new Prefix(
          prompt.upTo(length - 1), length, new float[shape.blocks()][length * 2 * shape.width()]);
    }

    /** Puts a block's keys and values where they belong. */
    void restore(int block, float[] kv) {
      if (length > 0) {
        System.arraycopy(kv_BT2D[block], 0, kv, 0, kv_BT2D[block].length);
      }
    }

    /** Takes a block's keys and values. */
    void store(int block, float[] kv) {
      if (length > 0) {
        System.arraycopy(kv, 0, kv_BT2D[block], 0, kv_BT2D[block].length);
      }
    }

    private long bytes() {
      return length == 0 ? 0 : (long) Float.BYTES * kv_BT2D.length * kv_BT2D[0].length;
    }

    private boolean begins(Prompt other) {
      int fields = other.rows_TF().length / other.length();
      return other.length() > length
          && prompt.rows_TF().length == length * fields
          && Arrays.equals(prompt.kind_T(), 0, length, other.kind_T(), 0, length)
          && Arrays.equals(prompt.action_T(), 0, length, other.action_T(), 0, length)
          && Arrays.equals(prompt.gap_T(), 0, length, other.gap_T(), 0, length)
          && Arrays.equals(
              prompt.rows_TF(), 0, length * fields, other.rows_TF(), 0, length * fields)
          && Arrays.equals(prompt.thought_W(), other.thought_W());
    }
  }

  private final GeneratorShape shape;
  private final long most;
  private final Map<Integer, Prefix> byHash = new LinkedHashMap<>(16, .75f, true);
  private long bytes;

  /**
   * @param most bytes of keys and values at once
   */
  KeptPrefixes(GeneratorShape shape, long most) {
    this.shape = shape;
    this.most = most;
  }

  /** Bytes that may be kept. */
  long most() {
    return most;
  }

  /** Whether what stands earlier in such a model never depends on what comes later. */
  static boolean suits(GeneratorShape shape) {
    return shape.parts().recursions() <= 1 && shape.parts().thinking() == 0;
  }

  /** The longest beginning of a prompt that is kept, or none. */
  synchronized Prefix longest(Prompt prompt) {
    int[] hash_T = hashes(prompt);
    for (int length = closed(prompt); length >= SHORTEST; length--) {
      Prefix kept = byHash.get(hash_T[length]);
      if (kept != null && kept.length() == length && kept.begins(prompt)) {
        return kept;
      }
    }
    return Prefix.NONE;
  }

  /** Room for what may be kept of a prompt beyond what is known; none where nothing is new. */
  Prefix grown(Prompt prompt, Prefix known) {
    int length = closed(prompt);
    return length >= SHORTEST && length > known.length()
        ? Prefix.of(prompt, length, shape)
        : Prefix.NONE;
  }

  /** Keeps a filled one in the place of a shorter one. */
  synchronized void keep(Prefix grown, Prefix known) {
    if (grown.length() == 0 || grown.bytes() > most) {
      return;
    }
    if (known.length() > 0) {
      remove(hash(known));
    }
    int hash = hash(grown);
    remove(hash);
    byHash.put(hash, grown);
    bytes += grown.bytes();
    while (bytes > most) {
      remove(byHash.keySet().iterator().next());
    }
  }

  /** Forgets all. */
  synchronized void clear() {
    byHash.clear();
    bytes = 0;
  }

  /** How many are kept. */
  synchronized int count() {
    return byHash.size();
  }

  /** Of their keys and values. */
  synchronized long bytes() {
    return bytes;
  }

  private void remove(int hash) {
    Prefix gone = byHash.remove(hash);
    bytes -= gone == null ? 0 : gone.bytes();
  }

  /** How many positions see nothing that comes later, whatever that is; never all. */
  private int closed(Prompt prompt) {
    int last = prompt.length() - 1;
    if (!shape.parts().hybridAttention()) {
      return last;
    }
    int length = last;
    while (length > 0 && prompt.kind_T()[length - 1] != TokenKind.ENVIRONMENT.ordinal()) {
      length--;
    }
    while (length > 0 && length < last && prompt.kind_T()[length] == TokenKind.ITEM.ordinal()) {
      length++;
    }
    return length;
  }

  private static int hash(Prefix prefix) {
    return hashes(prefix.prompt())[prefix.length()];
  }

  /** Of the first t positions, for t from 0 to T. */
  private static int[] hashes(Prompt prompt) {
    int fields = prompt.length() == 0 ? 0 : prompt.rows_TF().length / prompt.length();
    int[] hash_T = new int[prompt.length() + 1];
    hash_T[0] = Arrays.hashCode(prompt.thought_W());
    for (int t = 0; t < prompt.length(); t++) {
      int hash = PRIME * hash_T[t] + prompt.kind_T()[t];
      hash = PRIME * hash + prompt.action_T()[t];
      hash = PRIME * hash + prompt.gap_T()[t];
      for (int f = 0; f < fields; f++) {
        hash = PRIME * hash + prompt.rows_TF()[t * fields + f];
      }
      hash_T[t + 1] = hash;
    }
    return hash_T;
  }
}
