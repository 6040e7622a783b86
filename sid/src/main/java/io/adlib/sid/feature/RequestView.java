package io.adlib.sid.feature;

import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.sid.relevance.RelevantAds;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * A request and its user as numbers, worked out once for all features. Events later than the
 * request are not looked at.
 */
final class RequestView {

  private static final double[] HALF_LIFE_DAYS = {.25, 2, 20};

  /** Horizons of the decayed weights. */
  static final int HORIZONS = 3;

  /** What they are called in names of features. */
  static final String[] HORIZON_NAMES = {"now", "days", "weeks"};

  final UserState state;
  final Request request;
  final AdTable table;
  final int hour;

  /** E, the number of events. */
  final int events;

  final Event.Kind[] kind_E;

  /** Number in the semantic IDs of what the event was about, or −1. */
  final int[] item_E;

  /** Number of the ad the event was about, or −1. */
  final int[] ad_E;

  final float[] ageDays_E;

  /** Weights that halve every six hours, every two days, and every twenty. */
  final float[][] weight_HE;

  final int[][] words_E;

  /** The category, by hash, that the event is most likely about, or {@link Topics#NONE}. */
  final int[] topic_E;

  final boolean searching;
  final int[] queryWords;

  /** The query's, where there is a model and the query says something. */
  final Optional<RelevantAds.Grades> grades;

  final int queryTopic;

  /** The content of the page, by number in the catalogue and in the semantic IDs, or −1. */
  final int page;

  final int pageItem;

  RequestView(UserState state, Request request, AdTable table) {
    this.state = state;
    this.request = request;
    this.table = table;
    hour = request.time().atOffset(ZoneOffset.UTC).getHour();
    List<Event> recent = state.recent();
    int n = 0;
    while (n < recent.size() && !recent.get(n).time().isAfter(request.time())) {
      n++;
    }
    events = n;
    kind_E = new Event.Kind[n];
    item_E = new int[n];
    ad_E = new int[n];
    ageDays_E = new float[n];
    weight_HE = new float[HORIZONS][n];
    words_E = new int[n][];
    topic_E = new int[n];
    for (int e = 0; e < n; e++) {
      take(e, recent.get(e));
    }
    searching = request.query().isPresent();
    queryWords = table.vocabulary.words(request.query().orElse(""));
    queryTopic = table.topics.of(queryWords);
    grades =
        table
            .relevance
            .map(ads -> ads.at(request.query().orElse("")))
            .filter(query -> !query.isEmpty());
    page = table.catalogue.contentIndex(request.environment().page());
    pageItem = page < 0 ? -1 : table.ids.indexOf(request.environment().page());
  }

  private static final int[] NO_WORDS = new int[0];

  private void take(int e, Event event) {
    kind_E[e] = event.kind();
    double days = Duration.between(event.time(), request.time()).toMillis() / 86_400_000.0;
    ageDays_E[e] = (float) days;
    for (int h = 0; h < HORIZONS; h++) {
      weight_HE[h][e] = (float) Math.exp(-Math.log(2) / HALF_LIFE_DAYS[h] * days);
    }
    topic_E[e] = Topics.NONE;
    ad_E[e] = -1;
    item_E[e] = -1;
    words_E[e] = NO_WORDS;
    switch (event.kind()) {
      case CONTENT -> {
        item_E[e] = table.ids.indexOf(event.subject());
        int content = table.catalogue.contentIndex(event.subject());
        if (content >= 0) {
          words_E[e] = table.words_C[content];
          topic_E[e] = table.topic_C[content];
        }
      }
      case SEARCH -> {
        words_E[e] = table.vocabulary.words(event.subject());
        topic_E[e] = table.topics.of(words_E[e]);
      }
      case IMPRESSION, CLICK, CART, CONVERSION -> {
        ad_E[e] = table.catalogue.adIndex(event.subject());
        if (ad_E[e] >= 0) {
          item_E[e] = table.item_A[ad_E[e]];
          words_E[e] = table.words_A[ad_E[e]];
          topic_E[e] = table.leaf_A[ad_E[e]];
        }
      }
    }
  }

  /** Whether the user clicked the ad, or did more. */
  boolean isResponse(int event) {
    return kind_E[event].compareTo(Event.Kind.CLICK) >= 0;
  }
}
