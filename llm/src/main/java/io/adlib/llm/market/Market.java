package io.adlib.llm.market;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.core.Event;
import io.adlib.core.User;
import io.adlib.core.UserState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A market as the tasks need it: one pass over the events, of which each user's latest are kept,
 * and of each ad what came before its clicks. Immutable and thread-safe.
 */
public final class Market {

  private static final int KEPT = 8;

  private final Catalogue catalogue;
  private final Map<String, UserState> users;
  private final Map<String, Set<String>> searches;
  private final Map<String, Set<String>> read;
  private final Map<String, Integer> queries;
  private final Map<String, CampaignDays> days;
  private final Map<String, String> next;
  private final Instant asOf;

  private Market(
      Catalogue catalogue,
      Map<String, UserState> users,
      Map<String, Set<String>> searches,
      Map<String, Set<String>> read,
      Map<String, Integer> queries,
      Map<String, CampaignDays> days,
      Map<String, String> next,
      Instant asOf) {
    this.catalogue = catalogue;
    this.users = users;
    this.searches = searches;
    this.read = read;
    this.queries = queries;
    this.days = days;
    this.next = next;
    this.asOf = asOf;
  }

  /** Reads the events once, oldest first. */
  public static Market of(Catalogue catalogue, Collection<User> known, Stream<Event> events) {
    return of(catalogue, known, events, Instant.MAX);
  }

  /**
   * The market as it was at a moment. Of later events only {@link #next} tells.
   *
   * @param asOf the moment; events from then on are later
   */
  public static Market of(
      Catalogue catalogue, Collection<User> known, Stream<Event> events, Instant asOf) {
    var reading = new Reading(catalogue, known, asOf);
    events.forEach(reading::add);
    return new Market(
        catalogue,
        reading.users(),
        reading.searches,
        reading.read,
        reading.queries,
        reading.days,
        reading.next,
        asOf.equals(Instant.MAX) ? reading.newest.plusMillis(1) : asOf);
  }

  /** The moment before which all of it was: right after the newest event, if none was named. */
  public Instant asOf() {
    return asOf;
  }

  /** The first ad that a user acted on from that moment on, if that is known. */
  public Optional<String> next(String user) {
    return Optional.ofNullable(next.get(user));
  }

  /** Ads, contents, campaigns. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** Users with at least one event, by id. */
  public Collection<UserState> users() {
    return users.values();
  }

  /** Ads, then contents. */
  public List<Item> items() {
    return Stream.concat(
            catalogue.ads().stream().map(Item::of), catalogue.contents().stream().map(Item::of))
        .toList();
  }

  /** All that is known of an ad. */
  public AdDossier dossier(Ad ad) {
    return new AdDossier(
        Item.of(ad), newestFirst(searches.get(ad.id())), newestFirst(read.get(ad.id())));
  }

  /** Distinct queries, the most frequent first. */
  public List<String> queries() {
    return queries.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What each campaign's ads did, by campaign id. */
  public Map<String, CampaignDays> campaignDays() {
    return days;
  }

  /** The moment after the user's last event. */
  public static Instant after(UserState state) {
    return state.recent().isEmpty() ? Instant.EPOCH : state.recent().getLast().time().plusMillis(1);
  }

  private static List<String> newestFirst(@org.jspecify.annotations.Nullable Set<String> kept) {
    return kept == null ? List.of() : new ArrayList<>(kept).reversed();
  }

  /** The one pass. */
  private static final class Reading {
    private final Catalogue catalogue;
    private final Map<String, User> known = new LinkedHashMap<>();
    private final Map<String, List<Event>> latest = new TreeMap<>();
    private final Map<String, Set<String>> searches = new LinkedHashMap<>();
    private final Map<String, Set<String>> read = new LinkedHashMap<>();
    private final Map<String, Integer> queries = new LinkedHashMap<>();
    private final Map<String, CampaignDays> days = new TreeMap<>();
    private final Map<String, String> next = new LinkedHashMap<>();
    private final Instant asOf;
    private Instant newest = Instant.EPOCH;

    Reading(Catalogue catalogue, Collection<User> users, Instant asOf) {
      this.catalogue = catalogue;
      this.asOf = asOf;
      users.forEach(user -> known.put(user.id(), user));
    }

    void add(Event event) {
      if (!event.time().isBefore(asOf)) {
        if (isActed(event)) {
          next.putIfAbsent(event.user(), event.subject());
        }
        return;
      }
      newest = event.time();
      List<Event> events = latest.computeIfAbsent(event.user(), _ -> new ArrayList<>());
      if (event.kind() == Event.Kind.SEARCH) {
        queries.merge(event.subject().strip(), 1, Integer::sum);
      } else if (event.kind().isOfAd()) {
        ofAd(event, events);
      }
      events.add(event);
      if (events.size() > 2 * UserState.MEMORY) {
        events.subList(0, events.size() - UserState.MEMORY).clear();
      }
    }

    private boolean isActed(Event event) {
      return event.kind().compareTo(Event.Kind.CLICK) >= 0
          && catalogue.adIndex(event.subject()) >= 0;
    }

    private void ofAd(Event event, List<Event> before) {
      int ad = catalogue.adIndex(event.subject());
      if (ad < 0) {
        return;
      }
      days.computeIfAbsent(catalogue.campaign(ad).id(), CampaignDays::new).add(event);
      if (event.kind().compareTo(Event.Kind.CLICK) < 0) {
        return;
      }
      boolean searched = false;
      boolean hasRead = false;
      for (int i = before.size() - 1; i >= Math.max(0, before.size() - 10); i--) {
        Event earlier = before.get(i);
        if (!searched && earlier.kind() == Event.Kind.SEARCH) {
          keep(searches, event.subject(), earlier.subject());
          searched = true;
        } else if (!hasRead && earlier.kind() == Event.Kind.CONTENT) {
          int content = catalogue.contentIndex(earlier.subject());
          if (content >= 0) {
            Content page = catalogue.contents().get(content);
            keep(read, event.subject(), page.title());
          }
          hasRead = true;
        }
      }
    }

    /** Keeps the newest few, each once. */
    private static void keep(Map<String, Set<String>> of, String ad, String text) {
      Set<String> kept = of.computeIfAbsent(ad, _ -> new LinkedHashSet<>());
      kept.remove(text);
      kept.add(text);
      if (kept.size() > KEPT) {
        kept.remove(kept.iterator().next());
      }
    }

    Map<String, UserState> users() {
      var states = new TreeMap<String, UserState>();
      latest.forEach(
          (id, events) ->
              states.put(
                  id,
                  new UserState(
                      known.getOrDefault(id, new User(id, Map.of())),
                      events.subList(
                          Math.max(0, events.size() - UserState.MEMORY), events.size()))));
      return Collections.unmodifiableMap(states);
    }
  }
}
