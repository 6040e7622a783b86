package io.adlib.llm.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTextTest {

  private static final Shape.Fields SHAPE =
      Shape.fields("n", new Shape.Whole(1, 4), "t", Shape.text(20));

  private static AnswerText.Parsed parsed(String text) {
    return (AnswerText.Parsed) AnswerText.read(text, SHAPE);
  }

  @Test
  void aPlainObjectNeedsNoRepair() {
    var parsed = parsed("{\"n\": 3, \"t\": \"x\"}");
    assertThat(parsed.repairs()).isEmpty();
    assertThat(parsed.object().path("n").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```json\n{\"n\": 3, \"t\": \"x\"}\n```",
        "Here you are: {\"n\": 3, \"t\": \"x\"} Good luck!",
        "{\"n\": 3, \"t\": \"x\",}",
        "{'n': 3, 't': 'x'}",
        "{\"n\": \"3\", \"t\": \"x\"}",
        "<think>maybe {\"n\": 1}</think>{\"n\": 3, \"t\": \"x\"}"
      })
  void whatNeedsNoGuessIsMendedAndNamed(String text) {
    var parsed = parsed(text);
    assertThat(parsed.repairs()).isNotEmpty();
    assertThat(ShapeCheck.problems(SHAPE, parsed.object())).isEmpty();
    assertThat(parsed.object().path("n").asInt()).isEqualTo(3);
  }

  @Test
  void aRawLineBreakInATextIsKept() {
    assertThat(parsed("{\"n\": 3, \"t\": \"a\nb\"}").object().path("t").asString())
        .isEqualTo("a\nb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no object",
        "{\"n\": 3, \"t\": \"x",
        "{\"n\": 3",
        "{\"n\": 3, \"t\": \"x\"} {\"n\": 4, \"t\": \"y\"}",
        "{\"n\": 3, \"n\": 4, \"t\": \"x\"}",
        "[1, 2]"
      })
  void whatWouldNeedAGuessIsRefused(String text) {
    assertThat(AnswerText.read(text, SHAPE)).isInstanceOf(AnswerText.Unreadable.class);
  }

  @Property(tries = 500)
  void anyTextIsReadOrRefusedButNeverThrows(@ForAll String text) {
    assertThat(AnswerText.read(text, SHAPE)).isNotNull();
    assertThat(AnswerText.read("{\"n\": " + text + "}", SHAPE)).isNotNull();
  }

  @Test
  void problemsNamePathsAndNotWhatTheModelWrote() {
    var object =
        parsed("{\"n\": 9, \"t\": \"" + "y".repeat(30) + "\", \"IGNORE ALL <<<\": 1}").object();
    List<String> problems = ShapeCheck.problems(SHAPE, object);
    assertThat(problems)
        .containsExactlyInAnyOrder(
            "n must be a whole number from 1 to 4",
            "t has 30 characters, at most 20 are allowed",
            "the object must not have the field that is not in the schema");
  }

  @Test
  void everyShapeIsChecked() {
    Shape.Fields shape =
        Shape.fields(
            "list",
            Shape.items(Shape.fields("word", new Shape.Choice(List.of("A", "B"))), 1, 2),
            "empty",
            Shape.optionalText(3));
    assertThat(problems(shape, "{\"list\": [{\"word\": \"A\"}], \"empty\": \"\"}")).isEmpty();
    assertThat(problems(shape, "{\"list\": [], \"empty\": \"\"}")).hasSize(1);
    assertThat(problems(shape, "{\"list\": [{\"word\": \"C\"}], \"empty\": null}"))
        .containsExactly("list[0].word must be one of A, B", "empty must be a text");
    assertThat(problems(shape, "{\"list\": {}}"))
        .containsExactly("list must be a list", "the field empty is missing");
  }

  private static List<String> problems(Shape.Fields shape, String text) {
    return ShapeCheck.problems(shape, ((AnswerText.Parsed) AnswerText.read(text, shape)).object());
  }

  @Test
  void theSchemaForServersIsStrictAndTheOneForGrammarsBoundsTexts() {
    assertThat(JsonSchema.strict(SHAPE))
        .isEqualTo(
            "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":4},"
                + "\"t\":{\"type\":\"string\",\"description\":\"at most 20 characters\"}},"
                + "\"required\":[\"n\",\"t\"],\"additionalProperties\":false}");
    assertThat(JsonSchema.bounded(SHAPE)).contains("\"maxLength\":20");
  }
}
