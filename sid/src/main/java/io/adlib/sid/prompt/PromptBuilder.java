package io.adlib.sid.prompt;

import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import io.adlib.core.UserState;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.TokenKind;
import io.adlib.sid.prompt.Tokens.Token;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes a user's events as the generator's prompt (token kinds of GPR, arXiv 2511.10138), the same
 * way for serving and for training.
 *
 * <p>A prompt is one U token, then the events' tokens, oldest first, then the E token of the
 * present request:
 *
 * <ul>
 *   <li>U: up to F attributes of the user, interests ({@link User#INTEREST}) first, then by name,
 *       as rows {@code attributeRow("user." + name, value)}, and the user's thought, if the model
 *       reads thoughts of its width;
 *   <li>content read: an O token with the content's rows, {@link GeneratorShape#itemRows};
 *   <li>a search: an O token with the first F words, lower-cased, as rows {@code
 *       attributeRow("word", word)};
 *   <li>an ad clicked, put in the cart or bought: an I token with the ad's rows, with an E token
 *       before it, for where and when it happened, unless the token before is an I token of the
 *       same ad (a purchase right after its click);
 *   <li>an impression: nothing; an event of something without a semantic ID: nothing.
 *   <li>E: placement, device, country and {@code hour} (UTC hour ÷ 4), as rows {@code
 *       attributeRow(name, value)}; an unknown one is row 0.
 * </ul>
 *
 * The action is 1 + the ordinal of the event's kind for O and I, 0 for U and E. The gap is that to
 * the token before; 0 for U and for the token after it. A prompt longer than {@code maxLength}
 * loses its oldest tokens, never U. F is {@link GeneratorShape#rowsPerPosition()}. Without consent
 * the prompt is the present E token alone. Immutable and thread-safe.
 */
public final class PromptBuilder {

  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  private final SemanticIds ids;
  private final GeneratorShape shape;

  /**
   * @param ids of ads and contents together, by their ids in the catalogue
   * @param shape of the same depth and codes; {@code maxLength} at least 2
   */
  public PromptBuilder(SemanticIds ids, GeneratorShape shape) {
    if (shape.depth() != ids.depth() || shape.codes() != ids.codesPerLevel()) {
      throw new IllegalArgumentException(
          "semantic IDs of %d levels of %d codes for a generator of %d levels of %d codes"
              .formatted(ids.depth(), ids.codesPerLevel(), shape.depth(), shape.codes()));
    }
    if (shape.maxLength() < 2) {
      throw new IllegalArgumentException("a longest prompt of " + shape.maxLength());
    }
    this.ids = ids;
    this.shape = shape;
  }

  /** The prompt for a request. */
  public Prompt build(UserState state, Request request) {
    return build(state, request.environment(), request.time(), request.consent());
  }

  /** The prompt for an ad wanted at a place and time. */
  public Prompt build(UserState state, Environment environment, Instant time, boolean consent) {
    Tokens tokens = consent ? tokens(state.recent()) : new Tokens(shape.rowsPerPosition());
    tokens.add(environment(environment, time), -1);
    if (!consent) {
      return tokens.prompt(List.of(), 0, 1);
    }
    return prompt(tokens, state.user(), first(tokens), tokens.size());
  }

  private Prompt prompt(Tokens tokens, User user, int from, int to) {
    Prompt prompt = tokens.prompt(List.of(rows(user)), from, to);
    float[] thought_W = user.thought().vector_W();
    boolean isRead = thought_W.length > 0 && thought_W.length == shape.parts().thought();
    return isRead ? prompt.withThought(thought_W) : prompt;
  }

  /** The first of the newest tokens that a prompt has room for. */
  private int first(Tokens tokens) {
    return Math.max(0, tokens.size() - (shape.maxLength() - 1));
  }

  /**
   * Which event each position of {@link #build} comes from, with consent.
   *
   * @return [T], numbers of events in {@code state.recent()}; −1 for U and for the present E
   */
  public int[] origins(UserState state, Request request) {
    Tokens tokens = tokens(state.recent());
    tokens.add(environment(request.environment(), request.time()), -1);
    return tokens.origins(first(tokens), tokens.size());
  }

  /**
   * A user's whole history as training sequences. The target of an E token before an I token is
   * that token's ad, of any other −1. A history longer than {@code maxLength} is cut into windows,
   * each led by U, that overlap by half; a target stands in the first window that holds its token
   * only. So each target is given once, and what stands up to and with its E token, n tokens, is
   * what {@link #build} writes at that moment with {@code maxLength} n. Windows without a target
   * are left out.
   *
   * @param events oldest first
   */
  public List<TrainingSequence> train(User user, List<Event> events) {
    return train(user, events, UserAsOf.UNCHANGED);
  }

  /**
   * The same where the user's attributes changed: a window is given once for each state of them,
   * with the targets of that time.
   */
  public List<TrainingSequence> train(User user, List<Event> events, UserAsOf known) {
    Tokens tokens = tokens(events);
    var sequences = new ArrayList<TrainingSequence>();
    for (Window window : Window.over(tokens.size(), shape.maxLength() - 1)) {
      int[] target_T = tokens.targets(window.from(), window.to(), window.fresh());
      var byState = new LinkedHashMap<User, int[]>();
      for (int t = 0; t < target_T.length; t++) {
        if (target_T[t] >= 0) {
          User then = known.at(user, tokens.time(window.from() + t - 1));
          byState.computeIfAbsent(then, _ -> none(target_T.length))[t] = target_T[t];
        }
      }
      byState.forEach(
          (then, own_T) ->
              sequences.add(
                  new TrainingSequence(prompt(tokens, then, window.from(), window.to()), own_T)));
    }
    return sequences;
  }

  private static int[] none(int length) {
    int[] none_T = new int[length];
    Arrays.fill(none_T, -1);
    return none_T;
  }

  private Tokens tokens(List<Event> events) {
    var tokens = new Tokens(shape.rowsPerPosition());
    for (int number = 0; number < events.size(); number++) {
      Event event = events.get(number);
      int action = 1 + event.kind().ordinal();
      switch (event.kind()) {
        case IMPRESSION -> {}
        case SEARCH ->
            tokens.add(
                new Token(TokenKind.ORGANIC, action, event.time(), words(event.subject()), -1, -1),
                number);
        case CONTENT -> {
          int item = ids.indexOf(event.subject());
          if (item >= 0) {
            tokens.add(
                new Token(TokenKind.ORGANIC, action, event.time(), itemRows(item), item, -1),
                number);
          }
        }
        case CLICK, CART, CONVERSION -> {
          int item = ids.indexOf(event.subject());
          if (item >= 0) {
            if (!tokens.endsWithItem(item)) {
              tokens.add(environment(event.environment(), event.time()).withTarget(item), number);
            }
            tokens.add(
                new Token(TokenKind.ITEM, action, event.time(), itemRows(item), item, -1), number);
          }
        }
      }
    }
    return tokens;
  }

  private int[] itemRows(int item) {
    return shape.itemRows(ids, item);
  }

  private int[] rows(User user) {
    return user.attributes().entrySet().stream()
        .sorted(Comparator.comparing(attribute -> !attribute.getKey().startsWith(User.INTEREST)))
        .limit(shape.rowsPerPosition())
        .mapToInt(entry -> attributeRow("user." + entry.getKey(), entry.getValue()))
        .toArray();
  }

  private int[] words(String query) {
    return NO_WORD
        .splitAsStream(query.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .limit(shape.rowsPerPosition())
        .mapToInt(word -> attributeRow("word", word))
        .toArray();
  }

  private Token environment(Environment environment, Instant time) {
    int hour = time.atOffset(ZoneOffset.UTC).getHour() / 4;
    int[] rows = {
      attributeRow("placement", environment.placement()),
      attributeRow("device", environment.device()),
      attributeRow("country", environment.country()),
      attributeRow("hour", Integer.toString(hour))
    };
    return new Token(TokenKind.ENVIRONMENT, 0, time, rows, -1, -1);
  }

  private int attributeRow(String name, String value) {
    return value.isEmpty() ? 0 : shape.attributeRow(name, value);
  }
}
