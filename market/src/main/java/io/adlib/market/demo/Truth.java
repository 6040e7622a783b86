package io.adlib.market.demo;

import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.core.Request;
import io.adlib.core.User;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The truth of the demo market: exact probabilities of clicks and conversions. A click needs the
 * position to be looked at and the ad to be relevant:
 *
 * <pre>pClick = examination(position) · sigmoid(base + need + taste + quality + context − fatigue)
 * </pre>
 *
 * <p>docs/demo-market.md says what each term is. Immutable and thread-safe.
 */
public final class Truth {

  /** How many topics there are: each is one type in one category. */
  public static final int TOPICS = Lexicon.CATEGORIES * Lexicon.TYPES;

  private final Instant start;
  private final Catalogue catalogue;
  private final Map<String, Integer> userNumbers;
  private final List<Person> persons;
  private final AdTraits traits;
  private final QueryWriter queries;
  private final int[] topicOfContent;

  Truth(
      Instant start,
      Catalogue catalogue,
      List<User> users,
      List<Person> persons,
      AdTraits traits,
      QueryWriter queries,
      int[] topicOfContent) {
    this.start = start;
    this.catalogue = catalogue;
    this.persons = persons;
    this.traits = traits;
    this.queries = queries;
    this.topicOfContent = topicOfContent.clone();
    userNumbers = new HashMap<>(users.size() * 2);
    for (int i = 0; i < users.size(); i++) {
      userNumbers.put(users.get(i).id(), i);
    }
  }

  /** The chance that a position, from 0, is looked at; 1 for the first and falling. */
  public static double examination(int position) {
    return 1 / (1 + 0.3 * position);
  }

  /**
   * The truth at one request, for as many ads as wanted.
   *
   * @throws InputException if the user is not of this market
   */
  public Moment at(Request request) {
    Person person = persons.get(userNumber(request.user()));
    var query = request.query().map(queries::read).orElse(QueryWriter.NOTHING);
    int page = topicOfContent(request.environment().page());
    return new Moment(
        catalogue,
        traits,
        person,
        day(request.time()),
        request.environment(),
        request.time(),
        request.query().isPresent(),
        query,
        page < 0 ? -1 : categoryOfTopic(page));
  }

  /** The probability of a click on an ad, given by number, shown at a position from 0. */
  public double pClick(Request request, int ad, int position, double fatigue) {
    return at(request).pClick(ad, position, fatigue);
  }

  /** The probability that a click on the ad, given by number, becomes a conversion. */
  public double pConversion(Request request, int ad) {
    return at(request).pConversion(ad);
  }

  /**
   * The user's place in the market's list.
   *
   * @throws InputException if the user is not of this market
   */
  public int userNumber(String user) {
    Integer number = userNumbers.get(user);
    if (number == null) {
      throw new InputException(
          "the demo market has no user '" + user + "'", "use a user of the same seed and scale");
    }
    return number;
  }

  /** The category, from 0, that a topic belongs to. */
  public static int categoryOfTopic(int topic) {
    return topic / Lexicon.TYPES;
  }

  /** The topic, from 0, of an ad given by number. */
  public int topicOf(int ad) {
    return traits.category_A()[ad] * Lexicon.TYPES + traits.type_A()[ad];
  }

  /** How much better than its like the ad is for everyone, in logits of a click. */
  public double quality(int ad) {
    return traits.quality_A()[ad];
  }

  /** The topic of what a user read or searched, or −1 if it is no such event or names none. */
  public int topicOf(Event event) {
    return switch (event.kind()) {
      case CONTENT -> topicOfContent(event.subject());
      case SEARCH -> queries.read(event.subject()).topic();
      case IMPRESSION, CLICK, CART, CONVERSION -> -1;
    };
  }

  private int topicOfContent(String id) {
    int content = catalogue.contentIndex(id);
    return content < 0 ? -1 : topicOfContent[content];
  }

  Person person(int user) {
    return persons.get(user);
  }

  double day(Instant time) {
    return Duration.between(start, time).toMillis() / 86_400_000.0;
  }
}
