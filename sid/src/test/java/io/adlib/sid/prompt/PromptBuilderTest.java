package io.adlib.sid.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Event.Kind;
import io.adlib.core.Request;
import io.adlib.core.Thought;
import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import io.adlib.core.UserState;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PromptBuilderTest {

  private static final byte U = 0;
  private static final byte O = 1;
  private static final byte E = 2;
  private static final byte I = 3;
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Environment HOME = new Environment("home-top", "mobile", "DE", "p1");
  private static final User ANNA = new User("anna", Map.of("country", "DE", "age", "30"));

  /** Items 0–2 are ads, 3–5 contents. */
  private static final SemanticIds IDS =
      new SemanticIds(
          List.of("a0", "a1", "a2", "c0", "c1", "c2"),
          3,
          4,
          new short[] {0, 1, 0, 0, 1, 1, 3, 2, 0, 1, 1, 0, 1, 2, 0, 2, 2, 2});

  private final GeneratorShape shape = shape(16);
  private final PromptBuilder builder = new PromptBuilder(IDS, shape);

  private static GeneratorShape shape(int maxLength) {
    return new GeneratorShape(3, 4, 100, 2, 8, 2, 1, 16, 1, 8, maxLength);
  }

  private static GeneratorShape thoughtful(int maxLength) {
    return shape(maxLength).with(1, GeneratorParts.USUAL.thought(2));
  }

  private static Event event(int minute, Kind kind, String subject) {
    Instant time = NOON.plus(Duration.ofMinutes(minute));
    return Event.organic("e" + minute, time, "anna", kind, subject, HOME);
  }

  private static int[] rows(Prompt prompt, int position) {
    return Arrays.copyOfRange(prompt.rows_TF(), position * 5, position * 5 + 5);
  }

  private Prompt serve(List<Event> events, int minute) {
    return builder.build(
        new UserState(ANNA, events), HOME, NOON.plus(Duration.ofMinutes(minute)), true);
  }

  @Test
  void everyPositionSaysWhichEventItComesFrom() {
    var state =
        new UserState(
            ANNA,
            List.of(
                event(0, Kind.CONTENT, "c0"),
                event(1, Kind.IMPRESSION, "a0"),
                event(2, Kind.CLICK, "a0"),
                event(3, Kind.CONVERSION, "a0"),
                event(4, Kind.SEARCH, "green tea")));
    var request =
        new Request(
            "r", "anna", HOME, Optional.empty(), true, NOON.plusSeconds(900), Duration.ZERO, 1);
    assertThat(builder.build(state, request).kind_T()).containsExactly(U, O, E, I, I, O, E);
    assertThat(builder.origins(state, request)).containsExactly(-1, 0, 2, 2, 3, 4, -1);
    var narrow = new PromptBuilder(IDS, shape(4));
    assertThat(narrow.build(state, request).kind_T()).containsExactly(U, I, O, E);
    assertThat(narrow.origins(state, request)).containsExactly(-1, 3, 4, -1);
  }

  @Test
  void writesUserThenEventsThenTheRequest() {
    Prompt prompt =
        serve(
            List.of(
                event(0, Kind.CONTENT, "c1"),
                event(1, Kind.SEARCH, "Red  shoes, RED!"),
                event(2, Kind.IMPRESSION, "a1"),
                event(4, Kind.CLICK, "a2"),
                event(9, Kind.CONVERSION, "a2")),
            24);
    assertThat(prompt.kind_T()).containsExactly(U, O, O, E, I, I, E);
    assertThat(prompt.action_T()).containsExactly(0, 1, 2, 0, 4, 6, 0);
    assertThat(prompt.gap_T()).containsExactly(0, 0, 2, 3, 1, 3, 5);
    int age = shape.attributeRow("user.age", "30");
    int country = shape.attributeRow("user.country", "DE");
    assertThat(rows(prompt, 0)).containsExactly(age, country, 0, 0, 0);
    int[] codes = {
      shape.codeRow(0, 1),
      shape.codeRow(1, 2),
      shape.codeRow(2, 0),
      pathRow(shape, 1, 2),
      pathRow(shape, 1, 2, 0)
    };
    assertThat(rows(prompt, 1)).containsExactly(codes);
    int red = shape.attributeRow("word", "red");
    assertThat(rows(prompt, 2))
        .containsExactly(red, shape.attributeRow("word", "shoes"), red, 0, 0);
    int[] environment = {
      shape.attributeRow("placement", "home-top"),
      shape.attributeRow("device", "mobile"),
      shape.attributeRow("country", "DE"),
      shape.attributeRow("hour", "3"),
      0
    };
    assertThat(rows(prompt, 3)).containsExactly(environment);
    assertThat(rows(prompt, 6)).containsExactly(environment);
    int[] ad = {
      shape.codeRow(0, 3),
      shape.codeRow(1, 2),
      shape.codeRow(2, 0),
      pathRow(shape, 3, 2),
      pathRow(shape, 3, 2, 0)
    };
    assertThat(rows(prompt, 4)).containsExactly(ad);
    assertThat(rows(prompt, 5)).containsExactly(ad);
  }

  private static int pathRow(GeneratorShape shape, int... codes) {
    int path = GeneratorShape.ROOT;
    for (int code : codes) {
      path = GeneratorShape.extend(path, code);
    }
    return shape.pathRow(path);
  }

  @Test
  void givesAPurchaseItsOwnEnvironmentWhenItDoesNotFollowItsClick() {
    Prompt prompt =
        serve(
            List.of(
                event(0, Kind.CLICK, "a2"),
                event(1, Kind.CONTENT, "c0"),
                event(2, Kind.CONVERSION, "a2"),
                event(3, Kind.CLICK, "a1")),
            4);
    assertThat(prompt.kind_T()).containsExactly(U, E, I, O, E, I, E, I, E);
  }

  @Test
  void leavesOutWhatHasNoSemanticId() {
    Prompt prompt = serve(List.of(event(0, Kind.CLICK, "gone"), event(1, Kind.CONTENT, "gone")), 2);
    assertThat(prompt.kind_T()).containsExactly(U, E);
  }

  @Test
  void sendsNothingPersonalWithoutConsent() {
    var request =
        new Request(
            "r", "anna", HOME, Optional.of("shoes"), false, NOON, Duration.ofMillis(100), 1);
    Prompt prompt =
        builder.build(new UserState(ANNA, List.of(event(-5, Kind.CLICK, "a0"))), request);
    Prompt stranger = builder.build(UserState.unknown("x"), request);
    assertThat(prompt.kind_T()).containsExactly(E);
    assertThat(prompt.gap_T()).containsExactly(0);
    assertThat(prompt.rows_TF()).containsExactly(stranger.rows_TF());
  }

  @Test
  void writesAnUnknownPlaceAsPadding() {
    Prompt prompt = builder.build(UserState.unknown("x"), Environment.UNKNOWN, NOON, true);
    assertThat(rows(prompt, 1)).containsExactly(0, 0, 0, shape.attributeRow("hour", "3"), 0);
  }

  @Test
  void dropsTheOldestEventsAndKeepsTheUser() {
    var events = java.util.stream.IntStream.range(0, 40).mapToObj(this::content).toList();
    Prompt prompt = serve(events, 41);
    assertThat(prompt.length()).isEqualTo(16);
    assertThat(prompt.kind_T()[0]).isEqualTo(U);
    assertThat(prompt.kind_T()[15]).isEqualTo(E);
    assertThat(prompt.gap_T()[1]).isZero();
    assertThat(rows(prompt, 14)).containsExactly(rows(serve(List.of(content(39)), 41), 1));
  }

  private Event content(int minute) {
    return event(minute, Kind.CONTENT, "c" + minute % 3);
  }

  @Test
  void refusesIdsOfAnotherShape() {
    assertThatThrownBy(
            () -> new PromptBuilder(IDS, new GeneratorShape(4, 4, 9, 2, 8, 2, 1, 16, 1, 8, 16)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void trainingSeesAtEveryClickWhatServingWouldHaveSeen(
      @ForAll @Size(max = 40) List<@IntRange(max = 99) Integer> draws,
      @ForAll @IntRange(min = 2, max = 20) int maxLength,
      @ForAll @IntRange(max = 41) int written) {
    List<Event> events = history(draws);
    Instant date = NOON.plus(Duration.ofMinutes(written));
    UserAsOf known = (user, moment) -> moment.isBefore(date) ? user : teaDrinker(user);
    var training = new PromptBuilder(IDS, thoughtful(maxLength)).train(ANNA, events, known);
    var expected = new ArrayList<Integer>();
    var found = new ArrayList<Integer>();
    var moments = new ArrayDeque<Integer>();
    for (int i = 0; i < events.size(); i++) {
      int before = lastToken(events, i);
      Event event = events.get(i);
      boolean acted = event.kind().compareTo(Kind.CLICK) >= 0 && IDS.indexOf(event.subject()) >= 0;
      boolean repeats =
          before >= 0
              && events.get(before).kind().isOfAd()
              && events.get(before).subject().equals(event.subject());
      if (acted && !repeats) {
        expected.add(IDS.indexOf(event.subject()));
        moments.add(i);
      }
    }
    for (TrainingSequence sequence : training) {
      assertThat(sequence.prompt().length()).isLessThanOrEqualTo(maxLength);
      for (int t = 0; t < sequence.target_T().length; t++) {
        if (sequence.target_T()[t] >= 0) {
          found.add(sequence.target_T()[t]);
          int moment = moments.remove();
          Event act = events.get(moment);
          Prompt served =
              new PromptBuilder(IDS, thoughtful(t + 1))
                  .build(
                      new UserState(known.at(ANNA, act.time()), events.subList(0, moment)),
                      act.environment(),
                      act.time(),
                      true);
          assertSame(served, sequence.prompt());
        }
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  private static User teaDrinker(User user) {
    var attributes = new java.util.TreeMap<>(user.attributes());
    attributes.put("interest1", "tea");
    return new User(user.id(), attributes, new Thought(new float[] {.5f, -1}));
  }

  @Test
  void noTargetBeforeAProfilesDateSeesTheProfile() {
    List<Event> events = List.of(event(1, Kind.CLICK, "a0"), event(9, Kind.CLICK, "a1"));
    Instant date = NOON.plus(Duration.ofMinutes(5));
    List<TrainingSequence> sequences =
        builder.train(
            ANNA, events, (user, moment) -> moment.isBefore(date) ? user : teaDrinker(user));
    assertThat(sequences).hasSize(2);
    int interest = shape.attributeRow("user.interest1", "tea");
    assertThat(rows(sequences.getFirst().prompt(), 0)).doesNotContain(interest);
    assertThat(sequences.getFirst().target_T()).contains(0).doesNotContain(1);
    assertThat(rows(sequences.getLast().prompt(), 0)).contains(interest);
    assertThat(sequences.getLast().target_T()).contains(1).doesNotContain(0);
  }

  @Test
  void interestsComeBeforeWhatHasNoRoom() {
    var many =
        new User(
            "u",
            java.util.Map.of("a", "1", "b", "1", "c", "1", "d", "1", "e", "1", "interest1", "tea"));
    Prompt prompt = builder.build(new UserState(many, List.of()), HOME, NOON, true);
    assertThat(rows(prompt, 0))
        .contains(shape.attributeRow("user.interest1", "tea"), shape.attributeRow("user.d", "1"))
        .doesNotContain(shape.attributeRow("user.e", "1"));
  }

  /** The last event before {@code i} that is written as a token, or −1. */
  private static int lastToken(List<Event> events, int i) {
    for (int j = i - 1; j >= 0; j--) {
      Event event = events.get(j);
      boolean known = event.kind() == Kind.SEARCH || IDS.indexOf(event.subject()) >= 0;
      if (known && event.kind() != Kind.IMPRESSION) {
        return j;
      }
    }
    return -1;
  }

  private static void assertSame(Prompt served, Prompt trained) {
    int n = served.length();
    assertThat(Arrays.copyOf(trained.kind_T(), n)).containsExactly(served.kind_T());
    assertThat(Arrays.copyOf(trained.action_T(), n)).containsExactly(served.action_T());
    assertThat(Arrays.copyOf(trained.gap_T(), n)).containsExactly(served.gap_T());
    assertThat(Arrays.copyOf(trained.rows_TF(), n * 5)).containsExactly(served.rows_TF());
    assertThat(trained.thought_W()).containsExactly(served.thought_W());
  }

  /** Events of random kinds and subjects, each some minutes after the one before. */
  private static List<Event> history(List<Integer> draws) {
    var events = new ArrayList<Event>();
    int minute = 0;
    for (int draw : draws) {
      minute += draw;
      Kind kind = Kind.values()[draw % 6];
      String subject = (kind.isOfAd() ? "a" : "c") + draw / 6 % 4; // a3 and c3 are unknown
      events.add(event(minute, kind, subject));
    }
    return events;
  }
}
