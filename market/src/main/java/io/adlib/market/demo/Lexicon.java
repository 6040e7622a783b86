package io.adlib.market.demo;

import io.adlib.core.BugException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The demo market's words, read from the resources beside this class. */
record Lexicon(
    List<CategoryWords> categories, Map<String, List<String>> brands, List<Style> styles) {

  static final int CATEGORIES = 40;
  static final int TYPES = 6;
  static final int STYLES = 4;
  static final int TIERS = 3;

  static Lexicon read() {
    return new Lexicon(readCategories(), readBrands(), readStyles());
  }

  private static List<CategoryWords> readCategories() {
    var sections = new LinkedHashMap<String, Map<String, String>>();
    for (String line : lines("categories.txt")) {
      if (line.startsWith("[")) {
        sections.put(line.substring(1, line.length() - 1), new LinkedHashMap<>());
      } else {
        int colon = line.indexOf(':');
        sections
            .lastEntry()
            .getValue()
            .put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    var ids = new ArrayList<>(sections.keySet());
    var categories = new ArrayList<CategoryWords>();
    for (Map<String, String> words : sections.values()) {
      String[] prices = word(words, "price").split(" ");
      categories.add(
          new CategoryWords(
              split(word(words, "path"), ">"),
              Double.parseDouble(prices[0]),
              Double.parseDouble(prices[1]),
              split(word(words, "next"), ";").stream().map(ids::indexOf).toList(),
              split(word(words, "types"), ";"),
              split(word(words, "traits"), ";"),
              split(word(words, "features"), ";"),
              split(word(words, "uses"), ";")));
    }
    return List.copyOf(categories);
  }

  private static Map<String, List<String>> readBrands() {
    var brands = new LinkedHashMap<String, List<String>>();
    for (String line : lines("brands.txt")) {
      int colon = line.indexOf(':');
      brands.put(line.substring(0, colon), split(line.substring(colon + 1), ";"));
    }
    return brands;
  }

  private static List<Style> readStyles() {
    return lines("styles.txt").stream()
        .map(line -> split(line, "|"))
        .map(
            parts ->
                new Style(
                    parts.get(0),
                    parts.get(1),
                    split(parts.get(2), ";"),
                    split(parts.get(3), ";"),
                    split(parts.get(4), ";")))
        .toList();
  }

  private static String word(Map<String, String> words, String key) {
    String value = words.get(key);
    if (value == null) {
      throw new BugException("a category of the demo market has no " + key, "add it");
    }
    return value;
  }

  private static List<String> split(String text, String separator) {
    return Arrays.stream(text.split(java.util.regex.Pattern.quote(separator), -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static List<String> lines(String resource) {
    try (InputStream in = Lexicon.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new BugException("the resource " + resource + " is missing", "rebuild the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
