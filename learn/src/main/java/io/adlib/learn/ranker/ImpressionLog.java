package io.adlib.learn.ranker;

import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import io.adlib.core.UserState;
import io.adlib.sid.feature.FeatureRow;
import io.adlib.sid.feature.FeatureSet;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns an event log, oldest first, into {@link Impressions}: replays each user's state, and works
 * out the features of each impression from the state before its request, as serving will. The query
 * of a request is the user's last event, if that was a search on the same page within a minute.
 * Impressions of unknown ads, or without a request, teach nothing and are left out; so do responses
 * that come later than two days. Not thread-safe.
 */
public final class ImpressionLog implements Consumer<Event> {

  private static final Duration SEARCH = Duration.ofMinutes(1);
  private static final Duration WARM_REQUEST = Duration.ofDays(2);

  private final Catalogue catalogue;
  private final FeatureSet features;
  private final Instant from;
  private final UserAsOf known;
  private final Impressions impressions;
  private final FeatureRow row;
  private final Map<String, UserState> states = new HashMap<>();
  private final Map<String, Open> open = new HashMap<>();
  private int requests;

  /** A request whose impressions and responses are coming in. */
  private record Open(
      int number, UserState before, Request asked, Map<String, Integer> impressions) {}

  /** The features of the request seen last; impressions of one request mostly come together. */
  private FeatureSet.@Nullable AtRequest latest;

  private int latestNumber = -1;

  /**
   * @param catalogue by whose ad numbers impressions are told
   * @param features what is looked at
   * @param users what is known of users; others are taken as they come
   * @param from impressions before this moment only build up user states
   */
  public ImpressionLog(Catalogue catalogue, FeatureSet features, List<User> users, Instant from) {
    this(catalogue, features, users, from, UserAsOf.UNCHANGED);
  }

  /**
   * The same where attributes of users changed.
   *
   * @param known asked for each request, as of its time
   */
  public ImpressionLog(
      Catalogue catalogue, FeatureSet features, List<User> users, Instant from, UserAsOf known) {
    this.catalogue = catalogue;
    this.features = features;
    this.from = from;
    this.known = known;
    impressions = new Impressions(features.denseCount());
    row = features.newRow();
    for (User user : users) {
      states.put(user.id(), new UserState(user, List.of()));
    }
  }

  /**
   * Forgets what came before, impressions included, and begins with the first event of a user: for
   * a log that comes a user at a time.
   */
  public void begin(User user) {
    states.clear();
    states.put(user.id(), new UserState(user, List.of()));
    open.clear();
    latest = null;
    impressions.clear();
  }

  /** What was gathered so far; it grows as events come. */
  public Impressions impressions() {
    return impressions;
  }

  @Override
  public void accept(Event event) {
    UserState state = states.computeIfAbsent(event.user(), UserState::unknown);
    if (event.request().isPresent() && event.kind().isOfAd()) {
      String request = event.request().get();
      if (event.kind() == Event.Kind.IMPRESSION && !event.time().isBefore(from)) {
        show(state, request, event);
      } else {
        respond(request, event);
      }
    }
    states.put(event.user(), state.with(event));
  }

  private void show(UserState state, String request, Event event) {
    int ad = catalogue.adIndex(event.subject());
    if (ad < 0) {
      return;
    }
    Open current = open.get(request);
    if (current == null) {
      forgetBefore(event.time().minus(WARM_REQUEST));
      Request asked =
          new Request(
              request,
              event.user(),
              event.environment(),
              query(state, event),
              true,
              event.time(),
              Duration.ZERO,
              1);
      var before = new UserState(known.at(state.user(), event.time()), state.recent());
      current = new Open(requests++, before, asked, new HashMap<>());
      open.put(request, current);
    }
    FeatureSet.AtRequest seen = latest;
    if (seen == null || latestNumber != current.number()) {
      seen = features.at(current.before(), current.asked());
      latest = seen;
      latestNumber = current.number();
    }
    seen.fill(ad, row);
    int impression =
        impressions.add(row, ad, current.number(), event.position().orElse(0), event.time());
    current.impressions().put(event.subject(), impression);
  }

  private void respond(String request, Event event) {
    Open shown = open.get(request);
    if (shown == null || event.time().isAfter(shown.asked().time().plus(WARM_REQUEST))) {
      return;
    }
    Integer impression = shown.impressions().get(event.subject());
    if (impression == null) {
      return;
    }
    switch (event.kind()) {
      case CLICK -> impressions.clicked(impression);
      case CONVERSION -> impressions.converted(impression);
      case CART, CONTENT, SEARCH, IMPRESSION -> {}
    }
  }

  /**
   * What was searched for at the request that an impression belongs to.
   *
   * @param state before the impression
   */
  public static Optional<String> query(UserState state, Event event) {
    if (state.recent().isEmpty()) {
      return Optional.empty();
    }
    Event last = state.recent().getLast();
    boolean asked =
        last.kind() == Event.Kind.SEARCH
            && last.environment().page().equals(event.environment().page())
            && Duration.between(last.time(), event.time()).compareTo(SEARCH) <= 0;
    return asked ? Optional.of(last.subject()) : Optional.empty();
  }

  /** Responses that come later than two days count for nothing, so these are waited for in vain. */
  private void forgetBefore(Instant moment) {
    if (requests % 4096 == 0) {
      open.values().removeIf(request -> request.asked().time().isBefore(moment));
    }
  }
}
