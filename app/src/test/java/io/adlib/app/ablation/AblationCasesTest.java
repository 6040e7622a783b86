package io.adlib.app.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Ad;
import io.adlib.core.Content;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.Event.Kind;
import io.adlib.core.User;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.prompt.PromptBuilder;
import io.adlib.sid.prompt.TrainingSequence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AblationCasesTest {

  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Environment HOME = new Environment("top", "mobile", "DE", "");
  private static final User ANNA = new User("anna", Map.of("age", "30"));
  private static final float[] THOUGHT = {1, 2, 3};
  private static final SemanticIds IDS =
      new SemanticIds(IntStream.range(0, 10).mapToObj(i -> "ad" + i).toList(), 2, 10, codes());

  private static short[] codes() {
    short[] codes_NL = new short[20];
    for (int i = 0; i < 10; i++) {
      codes_NL[2 * i] = (short) (i / 5);
      codes_NL[2 * i + 1] = (short) i;
    }
    return codes_NL;
  }

  /** A click an hour, of ad 0, 1 and so on. */
  private static List<Event> clicks(int count) {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(click(i, START.plus(Duration.ofHours(i))));
    }
    return events;
  }

  private static Event click(int ad, Instant time) {
    return Event.organic("e" + time, time, "anna", Kind.CLICK, "ad" + ad, HOME);
  }

  private static AblationCases cases(int maxLength, Map<String, float[]> thoughts) {
    var shape = new GeneratorShape(2, 10, 16, 1, 8, 2, 1, 8, 1, 8, maxLength);
    return new AblationCases(
        new PromptBuilder(IDS, shape), START.plus(Duration.ofHours(4)), thoughts);
  }

  private static List<Integer> targets(List<TrainingSequence> sequences) {
    return sequences.stream()
        .flatMapToInt(s -> Arrays.stream(s.target_T()))
        .filter(target -> target >= 0)
        .boxed()
        .toList();
  }

  @Test
  void everyTargetIsGivenOnceWithAndWithoutThoughts() {
    for (int maxLength : new int[] {6, 40}) {
      List<Integer> plain = targets(cases(maxLength, Map.of()).train(ANNA, clicks(10)));
      assertThat(plain).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
      assertThat(targets(cases(maxLength, Map.of("anna", THOUGHT)).train(ANNA, clicks(10))))
          .containsExactlyInAnyOrderElementsOf(plain);
    }
  }

  @Test
  void aThoughtNeverStandsWhereSomethingItWasWrittenFromIsPredicted() {
    var cases = cases(40, Map.of("anna", THOUGHT));
    List<TrainingSequence> sequences = cases.train(ANNA, clicks(10));
    assertThat(targets(sequences.stream().filter(s -> hasThought(s)).toList()))
        .containsExactly(4, 5, 6, 7, 8, 9);
    assertThat(targets(sequences.stream().filter(s -> !hasThought(s)).toList()))
        .containsExactly(0, 1, 2, 3);
  }

  private static boolean hasThought(TrainingSequence sequence) {
    return sequence.prompt().thought_W().length > 0;
  }

  @Test
  void theLastTargetsAfterTheCutAreTestedWithWhatStoodBeforeThem() {
    for (Map<String, float[]> thoughts :
        List.of(Map.<String, float[]>of(), Map.of("anna", THOUGHT))) {
      var found = cases(40, thoughts).test(ANNA, clicks(10), 4);
      assertThat(found).extracting(AblationCases.Case::item).containsExactly(6, 7, 8, 9);
      // U, then E and I for each click before, then the E of the one that is asked for.
      assertThat(found).extracting(c -> c.prompt().length()).containsExactly(14, 16, 18, 20);
      assertThat(cases(40, thoughts).test(ANNA, clicks(10), 40)).hasSize(6);
      assertThat(cases(40, thoughts).test(ANNA, clicks(4), 4)).isEmpty();
    }
  }

  @Test
  void aTextNamesWhatWasActedOnMostAndTheLatestSearches() {
    var ad =
        new Ad(
            "ad1",
            "c",
            "Tent",
            "",
            List.of("Outdoor", "tents"),
            "",
            Optional.empty(),
            "",
            "",
            START);
    var content = new Content("story", "article", "A walk", "", List.of("hiking"), "");
    var writer = new InterestText(List.of(ad), List.of(content));
    List<Event> events =
        List.of(
            event(0, Kind.CONTENT, "story"),
            event(1, Kind.SEARCH, "light tent"),
            event(2, Kind.IMPRESSION, "story"),
            event(3, Kind.SEARCH, "head lamp"),
            event(4, Kind.CLICK, "ad1"),
            event(5, Kind.SEARCH, "light tent"));
    assertThat(writer.write(events))
        .isEqualTo("Interested in tents, hiking. Searched for light tent; head lamp.");
    assertThat(writer.write(events.subList(1, 2))).isEqualTo("Searched for light tent.");
    assertThat(writer.write(List.of())).isEmpty();
  }

  private static Event event(int hour, Kind kind, String subject) {
    Instant time = START.plus(Duration.ofHours(hour));
    return Event.organic("e" + hour, time, "anna", kind, subject, HOME);
  }
}
