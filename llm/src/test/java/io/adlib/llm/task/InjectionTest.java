package io.adlib.llm.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.llm.Answers;
import io.adlib.llm.Samples;
import io.adlib.llm.market.AdDossier;
import io.adlib.llm.market.Item;
import io.adlib.llm.model.Reply;
import io.adlib.llm.schema.AnswerText;
import io.adlib.llm.schema.ShapeCheck;
import io.adlib.llm.task.copy.CopyPolicy;
import io.adlib.llm.task.copy.CopyTask;
import io.adlib.llm.task.reason.ReasonTask;
import io.adlib.llm.task.reason.UserSlate;
import io.adlib.llm.task.relevance.QueryAd;
import io.adlib.llm.task.relevance.RelevanceTask;
import io.adlib.llm.task.summary.SummaryTask;
import io.adlib.llm.task.tags.TaggedItem;
import io.adlib.llm.task.tags.TagsTask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fifty ads that speak to the model instead of to people, through several tasks, to a model that
 * does what it is told. Where the fence holds, it is told nothing; where a model would listen
 * inside the fence, no answer of another shape and nothing of another input gets through the
 * verifier.
 */
class InjectionTest {

  private static final Draft.Limits LIMITS = new Draft.Limits(3000, 0);

  /** Text of an input before: what must not come out of another. */
  private static final String PRIVATE =
      "the quiet lighthouse keeper prefers marinated artichokes over seventeen violet umbrellas daily";

  /** A task with how an attack becomes its input, and an honest answer. */
  private record Case<I, A>(Task<I, A> task, BiFunction<String, Integer, I> input, String honest) {
    I of(String attack, int number) {
      return input.apply(attack, number);
    }
  }

  static List<Case<?, ?>> cases() {
    return List.of(
        new Case<>(
            new RelevanceTask(),
            (attack, n) ->
                new QueryAd("p" + n, "knife", AdDossier.of(item(attack, n)), OptionalInt.empty()),
            Answers.grade("PARTIAL")),
        new Case<>(
            new RelevanceTask(),
            (attack, n) ->
                new QueryAd("q" + n, attack, AdDossier.of(Samples.KNIFE), OptionalInt.empty()),
            Answers.grade("NONE")),
        new Case<>(
            new SummaryTask(), InjectionTest::item, Answers.of("{\"summary\": \"A knife.\"}")),
        new Case<>(
            new TagsTask(),
            (attack, n) -> new TaggedItem(item(attack, n), Optional.empty()),
            Answers.of(
                "{\"product\": \"knife\", \"functions\": [], \"audience\": [], \"scene\": [],"
                    + " \"brand\": \"\", \"tone\": \"PLAIN\"}")),
        new Case<>(
            new ReasonTask(),
            (attack, n) ->
                new UserSlate("s" + n, Samples.USER, List.of(item(attack, n), Samples.PAN)),
            Answers.of(
                "{\"reasons\": [{\"ad\": 1, \"because\": [1], \"text\": \"A knife.\"},"
                    + " {\"ad\": 2, \"because\": [], \"text\": \"A pan.\"}]}")),
        new Case<>(
            new CopyTask(CopyPolicy.STANDARD),
            (attack, n) -> AdDossier.of(item(attack, n)),
            Answers.of(
                "{\"variants\": ["
                    + List.of("INFORMATIVE", "BENEFIT", "PLAYFUL", "QUESTION").stream()
                        .map(
                            style ->
                                "{\"style\": \"%s\", \"headline\": \"A knife\", \"body\": \"For home.\"}"
                                    .formatted(style))
                        .collect(java.util.stream.Collectors.joining(", "))
                    + "]}")));
  }

  private static Item item(String attack, int number) {
    return new Item("ad-" + number, "Knife", "", "", "title: Knife\ndescription: " + attack);
  }

  static List<String> attacks() {
    try (InputStream in = InjectionTest.class.getResourceAsStream("/injections.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replace("\\n", "\n").replace("\\u2028", "\u2028"))
          .map(line -> line.replace("\\u202E", "\u202E").replace("\\u202C", "\u202C"))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void thereAreFiftyAttacksAndTheModelWouldObeyEachOneOfThem() {
    assertThat(attacks()).hasSize(50).doesNotHaveDuplicates();
    for (String attack : attacks()) {
      var model = new ObedientModel(true, Answers.grade("GOOD"));
      var prompt = Draft.of(new SummaryTask(), item(attack, 1), LIMITS).prompt();
      model.ask(prompt);
      assertThat(model.obeyed()).as(attack).isOne();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void noAttackGetsOutOfItsFence(Case<?, ?> each) throws Exception {
    var model = new ObedientModel(false, each.honest());
    List<Verdict<?>> verdicts = run(each, model);
    assertThat(model.obeyed()).isZero();
    assertThat(verdicts).hasSize(51).allMatch(verdict -> verdict instanceof Verdict.Accepted);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aModelThatListensInsideTheFenceChangesNoShapeAndGivesNothingAway(Case<?, ?> each)
      throws Exception {
    var model = new ObedientModel(true, each.honest());
    List<Verdict<?>> verdicts = run(each, model);
    assertThat(model.obeyed()).isEqualTo(50);
    for (int i = 1; i < verdicts.size(); i++) {
      assertThat(verdicts.get(i)).as(attacks().get(i - 1)).isInstanceOf(Verdict.Rejected.class);
    }
  }

  /** What is told to the model about a refused answer must not carry the attack on. */
  @ParameterizedTest
  @MethodSource("cases")
  void reasonsQuoteNothingOfTheAnswer(Case<?, ?> each) throws Exception {
    for (Verdict<?> verdict : run(each, new ObedientModel(true, each.honest()))) {
      if (verdict instanceof Verdict.Rejected<?>(List<String> reasons)) {
        assertThat(reasons.toString())
            .doesNotContain("PWNED", "artichokes")
            .doesNotContainPattern("[0-9a-f]{16}");
      }
    }
  }

  /** First a harmless input with something private in it, then every attack. */
  private static <I, A> List<Verdict<?>> run(Case<I, A> each, ObedientModel model) {
    var canaries = new Canaries();
    var verifier = new Verifier(canaries);
    List<String> texts = new ArrayList<>(List.of(PRIVATE));
    texts.addAll(attacks());
    List<Verdict<?>> verdicts = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      I input = each.of(texts.get(i), i);
      Draft draft = Draft.of(each.task(), input, LIMITS);
      canaries.add(draft);
      String text = ((Reply.Answered) model.ask(draft.prompt())).text();
      Verdict<A> verdict = verifier.check(each.task(), input, draft, text);
      if (verdict instanceof Verdict.Accepted<A>) {
        assertHarmless(text, draft);
      }
      verdicts.add(verdict);
    }
    return verdicts;
  }

  private static void assertHarmless(String text, Draft draft) {
    var parsed = (AnswerText.Parsed) AnswerText.read(text, draft.prompt().shape());
    assertThat(ShapeCheck.problems(draft.prompt().shape(), parsed.object())).isEmpty();
    assertThat(text).doesNotContain("artichokes");
    assertThat(Pattern.compile("[0-9a-f]{16}").matcher(text).find()).isFalse();
  }
}
