package io.adlib.llm.market;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.core.Event;
import io.adlib.core.UserState;
import io.adlib.llm.privacy.DirectIdentifiers;
import io.adlib.llm.privacy.PersonalData;
import io.adlib.llm.prompt.TokenCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is known of a user across all domains, newest first, within a number of tokens: attributes
 * that identify nobody, contents, searches, ads seen, clicked, put into a cart and bought. Lines
 * are numbered from 1, so that an answer can name its evidence.
 *
 * @param user pseudonymous id; never stands in a prompt
 * @param names of the person, to be taken out of all texts
 * @param lines newest first, the attributes last
 */
public record UserDossier(String user, List<String> names, List<String> lines) {

  private static final int LONGEST_LINE = 60;

  public UserDossier {
    names = List.copyOf(names);
    lines = List.copyOf(lines);
  }

  /**
   * What is known before a moment.
   *
   * @param until events from then on are left out
   * @param tokens most, estimated
   */
  public static UserDossier of(UserState state, Catalogue catalogue, Instant until, int tokens) {
    var lines = new ArrayList<String>();
    String attributes =
        DirectIdentifiers.without(state.user().attributes()).entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    int left = tokens - TokenCount.estimate(attributes) - 4;
    List<Event> events = state.recent();
    for (int i = events.size() - 1; i >= 0 && left > 0; i--) {
      Event event = events.get(i);
      if (event.time().isBefore(until)) {
        String line = ago(event.time(), until) + ": " + did(event, catalogue);
        left -= TokenCount.estimate(line) + 3;
        if (left >= 0 && (lines.isEmpty() || !lines.getLast().equals(line))) {
          lines.add(line);
        }
      }
    }
    if (!attributes.isEmpty()) {
      lines.add("known: " + attributes);
    }
    return new UserDossier(
        state.user().id(), DirectIdentifiers.names(state.user().attributes()), lines);
  }

  private static String did(Event event, Catalogue catalogue) {
    return switch (event.kind()) {
      case CONTENT -> "read " + content(event.subject(), catalogue);
      case SEARCH -> "searched for " + shortened(event.subject());
      case IMPRESSION -> "saw the ad " + ad(event.subject(), catalogue);
      case CLICK -> "clicked the ad " + ad(event.subject(), catalogue);
      case CART -> "put into the cart " + ad(event.subject(), catalogue);
      case CONVERSION -> "bought " + ad(event.subject(), catalogue);
    };
  }

  private static String ad(String id, Catalogue catalogue) {
    int number = catalogue.adIndex(id);
    if (number < 0) {
      return "that is no longer in the catalogue";
    }
    Ad ad = catalogue.ads().get(number);
    return shortened(Item.of(ad).line());
  }

  private static String content(String id, Catalogue catalogue) {
    int number = catalogue.contentIndex(id);
    if (number < 0) {
      return "a page that is no longer known";
    }
    Content content = catalogue.contents().get(number);
    return shortened(Item.of(content).line());
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= 4 * LONGEST_LINE ? line : line.substring(0, 4 * LONGEST_LINE) + "…";
  }

  private static String ago(Instant time, Instant until) {
    Duration age = Duration.between(time, until);
    if (age.toHours() < 1) {
      return "within the hour";
    }
    return age.toHours() < 48 ? age.toHours() + " hours ago" : age.toDays() + " days ago";
  }

  /** The filter that knows this person's names. */
  public PersonalData filter() {
    return names.isEmpty() ? PersonalData.filter() : PersonalData.filterWithNames(names);
  }

  /** All lines, numbered from 1. */
  public String text() {
    var text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      text.append(i + 1).append(". ").append(lines.get(i)).append('\n');
    }
    return text.isEmpty() ? "nothing is known" : text.toString();
  }

  /** Which of the numbers do not name a line. */
  public List<Integer> unknownLines(List<Integer> numbers) {
    return numbers.stream().filter(number -> number < 1 || number > lines.size()).toList();
  }
}
