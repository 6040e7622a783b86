package io.adlib.encode.item;

import io.adlib.encode.image.Absence;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How many items have an image vector, and why the others have none.
 *
 * @param items all of them
 * @param encoded those that have one
 * @param absent how many have none, by reason
 * @param first of those whose picture is named and cannot be had, as a sentence
 */
public record ImageReport(
    int items, int encoded, Map<Absence, Integer> absent, Optional<String> first) {

  public ImageReport {
    var sorted = new EnumMap<Absence, Integer>(Absence.class);
    sorted.putAll(absent);
    absent = java.util.Collections.unmodifiableMap(sorted);
  }

  /** How many pictures are named and cannot be had. */
  public int failed() {
    return items - encoded - absent.getOrDefault(Absence.NONE, 0);
  }

  /** One line for people. */
  public String line() {
    String reasons =
        absent.entrySet().stream()
            .map(
                reason ->
                    "%d %s"
                        .formatted(
                            reason.getValue(),
                            reason.getKey().name().toLowerCase(Locale.ROOT).replace('_', ' ')))
            .collect(Collectors.joining(", "));
    return "%d of %d items have an image vector%s%s"
        .formatted(
            encoded,
            items,
            reasons.isEmpty() ? "" : "; without one: " + reasons,
            first.map(sentence -> "; first: " + sentence).orElse(""));
  }

  /** Counts while items are looked at, in their order. Not thread-safe. */
  static final class Counter {
    private final Map<Absence, Integer> absent = new EnumMap<>(Absence.class);
    private Optional<String> first = Optional.empty();
    private int items;

    void found() {
      items++;
    }

    void absent(Item item, Absence why) {
      items++;
      absent.merge(why, 1, Integer::sum);
      if (why != Absence.NONE && first.isEmpty()) {
        first =
            Optional.of("the image '%s' of %s %s".formatted(item.image(), item.id(), why.text()));
      }
    }

    ImageReport report() {
      int without = absent.values().stream().mapToInt(n -> n).sum();
      return new ImageReport(items, items - without, absent, first);
    }
  }
}
