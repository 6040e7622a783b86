package io.adlib.sid;

import io.adlib.core.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The semantic ID of every item: a path of codes, coarse to fine, whose last level is the
 * disambiguation suffix, so that no two items share a whole path. Items are numbered 0..N−1 in the
 * order of {@link #items()}. Immutable and thread-safe.
 */
public final class SemanticIds {

  private final List<String> items;
  private final int depth;
  private final int codesPerLevel;
  private final short[] codes_NL;
  private final String tokenizer;
  private final Map<String, Integer> index;

  /**
   * Semantic IDs of no tokenizer in particular.
   *
   * @param items ids, each once
   * @param depth levels of a path, the suffix included
   * @param codesPerLevel C, the same at every level; at most 32768
   * @param codes_NL row-major codes, each in [0, C)
   */
  public SemanticIds(List<String> items, int depth, int codesPerLevel, short[] codes_NL) {
    this(items, depth, codesPerLevel, codes_NL, "");
  }

  /**
   * @param items ids, each once
   * @param depth levels of a path, the suffix included
   * @param codesPerLevel C, the same at every level; at most 32768
   * @param codes_NL row-major codes, each in [0, C)
   * @param tokenizer fingerprint of the codebooks that made them; empty where unknown
   */
  public SemanticIds(
      List<String> items, int depth, int codesPerLevel, short[] codes_NL, String tokenizer) {
    if (codes_NL.length != items.size() * depth) {
      throw new IllegalArgumentException(
          items.size() + " items of " + depth + " levels, but " + codes_NL.length + " codes");
    }
    requireCodes(codes_NL, codesPerLevel);
    this.items = List.copyOf(items);
    this.depth = depth;
    this.codesPerLevel = codesPerLevel;
    this.codes_NL = codes_NL.clone();
    this.tokenizer = tokenizer;
    index = new HashMap<>();
    number(0);
  }

  private SemanticIds(SemanticIds before, List<String> more, short[] codes_ML) {
    depth = before.depth;
    codesPerLevel = before.codesPerLevel;
    tokenizer = before.tokenizer;
    var all = new ArrayList<String>(before.size() + more.size());
    all.addAll(before.items);
    all.addAll(more);
    items = List.copyOf(all);
    codes_NL = Arrays.copyOf(before.codes_NL, items.size() * depth);
    System.arraycopy(codes_ML, 0, codes_NL, before.codes_NL.length, codes_ML.length);
    index = new HashMap<>(before.index);
    number(before.size());
  }

  /**
   * The same IDs and those of further items, numbered on from these: nothing of what is there
   * changes.
   *
   * @param codes_ML row-major, one path an item, the suffix included
   */
  public SemanticIds with(List<String> more, short[] codes_ML) {
    if (codes_ML.length != more.size() * depth) {
      throw new IllegalArgumentException(
          more.size() + " items of " + depth + " levels, but " + codes_ML.length + " codes");
    }
    requireCodes(codes_ML, codesPerLevel);
    return more.isEmpty() ? this : new SemanticIds(this, more, codes_ML);
  }

  private static void requireCodes(short[] codes, int codesPerLevel) {
    for (short code : codes) {
      if (code < 0 || code >= codesPerLevel) {
        throw new IllegalArgumentException(
            "code " + code + " is outside [0, " + codesPerLevel + ")");
      }
    }
  }

  private void number(int from) {
    for (int i = from; i < items.size(); i++) {
      if (index.put(items.get(i), i) != null) {
        throw new InputException(
            "item '" + items.get(i) + "' has two semantic IDs", "give each item once");
      }
    }
  }

  /** Ids by item number. */
  public List<String> items() {
    return items;
  }

  /** The number of items. */
  public int size() {
    return items.size();
  }

  /** Levels of a path, the suffix included. */
  public int depth() {
    return depth;
  }

  /** C, codes a level. */
  public int codesPerLevel() {
    return codesPerLevel;
  }

  /** An item's code at a level, in [0, C). */
  public int code(int item, int level) {
    return codes_NL[item * depth + level];
  }

  /** The item's number, or −1 if it has no semantic ID. */
  public int indexOf(String item) {
    return index.getOrDefault(item, -1);
  }

  /**
   * Fingerprint of the codebooks that made them, empty where unknown: what was learnt on the IDs of
   * one tokenizer means nothing on those of another.
   */
  public String tokenizer() {
    return tokenizer;
  }

  /** Such as {@code 12-250-3-0}. */
  public String path(int item) {
    var text = new StringBuilder();
    for (int level = 0; level < depth; level++) {
      text.append(level == 0 ? "" : "-").append(code(item, level));
    }
    return text.toString();
  }
}
