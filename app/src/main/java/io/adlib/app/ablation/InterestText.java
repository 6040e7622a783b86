package io.adlib.app.ablation;

import io.adlib.core.Ad;
import io.adlib.core.Content;
import io.adlib.core.Event;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A text about a user's interests, written by rule from the user's events where a language model
 * would write it from the same: what was read, clicked and bought most, and the latest searches.
 * The same events give the same text.
 *
 * <pre>Interested in trail running, camping, tents. Searched for light tent; head lamp.</pre>
 */
final class InterestText {

  private static final int TOPICS = 5;
  private static final int SEARCHES = 3;

  private final Map<String, List<String>> topicsOf = new HashMap<>();

  InterestText(List<Ad> ads, List<Content> contents) {
    for (Ad ad : ads) {
      topicsOf.put(ad.id(), ad.category().isEmpty() ? List.of() : List.of(ad.category().getLast()));
    }
    for (Content content : contents) {
      topicsOf.put(content.id(), content.tags());
    }
  }

  /** The text; empty where the events say nothing. */
  String write(List<Event> events) {
    Map<String, Integer> weight = new HashMap<>();
    List<String> searches = new ArrayList<>();
    for (Event event : events) {
      int counts =
          switch (event.kind()) {
            case CONTENT -> 1;
            case CLICK, CART -> 2;
            case CONVERSION -> 3;
            case IMPRESSION, SEARCH -> 0;
          };
      if (event.kind() == Event.Kind.SEARCH) {
        searches.remove(event.subject());
        searches.add(event.subject());
      } else if (counts > 0) {
        topicsOf
            .getOrDefault(event.subject(), List.of())
            .forEach(topic -> weight.merge(topic, counts, Integer::sum));
      }
    }
    List<String> topics =
        weight.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(TOPICS)
            .map(Map.Entry::getKey)
            .toList();
    Collections.reverse(searches);
    List<String> latest = searches.stream().limit(SEARCHES).toList();
    return (topics.isEmpty() ? "" : "Interested in " + String.join(", ", topics) + ".")
        + (topics.isEmpty() || latest.isEmpty() ? "" : " ")
        + (latest.isEmpty() ? "" : "Searched for " + String.join("; ", latest) + ".");
  }
}
