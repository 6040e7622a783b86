package io.adlib.sid;

import java.util.List;

/**
 * The semantic ID of every item: a path of codes, coarse to fine, whose last level is the
 * disambiguation suffix, so that no two items share a whole path. Items are numbered 0..N−1 in the
 * order of {@link #items()}. Immutable and thread-safe.
 */
public final class SemanticIds {

  private final ItemNames names;
  private final int depth;
  private final int codesPerLevel;
  private final ShortTable codes_NL;
  private final String tokenizer;

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
    this(
        ListedNames.of(items),
        depth,
        codesPerLevel,
        ShortTable.of(codes_NL, codes_NL.length),
        tokenizer);
  }

  /** The same of names and codes that may lie in a mapped file. */
  public SemanticIds(
      ItemNames names, int depth, int codesPerLevel, ShortTable codes_NL, String tokenizer) {
    if (codes_NL.size() != (long) names.size() * depth) {
      throw new IllegalArgumentException(
          names.size() + " items of " + depth + " levels, but " + codes_NL.size() + " codes");
    }
    for (long i = 0; i < codes_NL.size(); i++) {
      requireCode(codes_NL.get(i), codesPerLevel);
    }
    this.names = names;
    this.depth = depth;
    this.codesPerLevel = codesPerLevel;
    this.codes_NL = codes_NL;
    this.tokenizer = tokenizer;
  }

  /** The same IDs and more, whose codes are known to be in range. */
  private SemanticIds(SemanticIds before, List<String> more, short[] codes_ML) {
    depth = before.depth;
    codesPerLevel = before.codesPerLevel;
    tokenizer = before.tokenizer;
    names = GrownNames.of(before.names, more);
    codes_NL = before.codes_NL.with(codes_ML);
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
    for (short code : codes_ML) {
      requireCode(code, codesPerLevel);
    }
    return more.isEmpty() ? this : new SemanticIds(this, more, codes_ML);
  }

  private static void requireCode(short code, int codesPerLevel) {
    if (code < 0 || code >= codesPerLevel) {
      throw new IllegalArgumentException("code " + code + " is outside [0, " + codesPerLevel + ")");
    }
  }

  /** Ids by item number. */
  public List<String> items() {
    return names.list();
  }

  /** The number of items. */
  public int size() {
    return names.size();
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
    return codes_NL.get((long) item * depth + level);
  }

  /** The item's number, or −1 if it has no semantic ID. */
  public int indexOf(String item) {
    return names.indexOf(item);
  }

  /**
   * Fingerprint of the codebooks that made them, empty where unknown: what was learnt on the IDs of
   * one tokenizer means nothing on those of another.
   */
  public String tokenizer() {
    return tokenizer;
  }

  /** All codes, row-major. */
  public ShortTable codes() {
    return codes_NL;
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
