package io.adlib.llm.task;

import io.adlib.llm.schema.AnswerText;
import io.adlib.llm.schema.ShapeCheck;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one way in which a model's text becomes an answer: it must be readable, have the task's shape
 * and nothing else, give nothing away of other inputs, and pass the task's own checks. Thread-safe.
 */
public final class Verifier {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private final Canaries canaries;

  /** Knows what the run's other prompts hold. */
  public Verifier(Canaries canaries) {
    this.canaries = canaries;
  }

  /** Judges a whole text, as the model wrote it to a prompt. */
  public <I, A> Verdict<A> check(Task<I, A> task, I input, Draft draft, String text) {
    return switch (AnswerText.read(text, draft.prompt().shape())) {
      case AnswerText.Unreadable(String reason) -> new Verdict.Rejected<>(List.of(reason));
      case AnswerText.Parsed(ObjectNode object, List<String> repairs) ->
          check(task, input, draft, object, repairs);
    };
  }

  private <I, A> Verdict<A> check(
      Task<I, A> task, I input, Draft draft, ObjectNode object, List<String> repairs) {
    List<String> misshapen = ShapeCheck.problems(draft.prompt().shape(), object);
    if (!misshapen.isEmpty()) {
      return new Verdict.Rejected<>(misshapen);
    }
    if (canaries.givenAwayBy(object.toString(), draft)) {
      return new Verdict.Rejected<>(
          List.of("the answer gives away a code of the fences, or the text of another input"));
    }
    A answer = JSON.treeToValue(object.path("answer"), task.type());
    List<String> problems = task.problems(input, answer);
    if (!problems.isEmpty()) {
      return new Verdict.Rejected<>(problems);
    }
    List<String> rationale =
        object.path("rationale").valueStream().map(JsonNode::asString).toList();
    return new Verdict.Accepted<>(answer, rationale, repairs);
  }
}
