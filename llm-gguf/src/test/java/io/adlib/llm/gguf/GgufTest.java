package io.adlib.llm.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.config.LlmConfig;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Models;
import io.adlib.llm.model.Prompt;
import io.adlib.llm.model.Reply;
import io.adlib.llm.schema.AnswerText;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.schema.ShapeCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of random weights knows nothing, and still answers in the shape it was asked for. */
class GgufTest {

  private static final Shape.Fields SHAPE =
      Shape.fields(
          "grade",
          new Shape.Choice(List.of("NONE", "GOOD", "PERFECT")),
          "lines",
          Shape.items(new Shape.Whole(1, 9), 1, 3));

  @TempDir Path folder;

  private static LanguageModel open(Path file) {
    LlmConfig config =
        AdlibConfig.parse(
                Path.of("adlib.yaml"),
                "llm:\n  client: gguf\n  prompt_tokens: 1000\n  gguf: " + file + "\n")
            .llm();
    return Models.open(config, Map.of(), InstantSource.system());
  }

  @Test
  void theGrammarHoldsAnyModelToTheSchemaAndTheSameAgain() throws Exception {
    try (LanguageModel model = open(TinyGguf.write(folder.resolve("tiny.gguf")))) {
      var prompt = new Prompt("Grade it.", "a knife", SHAPE, 200);
      Reply reply = model.ask(prompt);
      assertThat(reply)
          .isInstanceOfSatisfying(
              Reply.Answered.class,
              answer -> {
                assertThat(answer.whole()).isTrue();
                assertThat(answer.usage().orElseThrow().input()).isPositive();
                var parsed = (AnswerText.Parsed) AnswerText.read(answer.text(), SHAPE);
                assertThat(ShapeCheck.problems(SHAPE, parsed.object())).isEmpty();
              });
      assertThat(model.ask(prompt)).isEqualTo(reply);
      assertThat(model.fingerprint()).startsWith("gguf ").doesNotContain("tiny");
      Reply cut = model.ask(new Prompt("Grade it.", "a knife", SHAPE, 5));
      assertThat(((Reply.Answered) cut).whole()).isFalse();
    }
  }

  @Test
  void aFileThatIsNoneIsRefusedInOneLine() throws Exception {
    Path other = Files.writeString(folder.resolve("x.gguf"), "PK not a model");
    assertThatThrownBy(() -> open(other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is no GGUF file");
    assertThatThrownBy(() -> open(folder.resolve("missing.gguf")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no model file");
  }
}
