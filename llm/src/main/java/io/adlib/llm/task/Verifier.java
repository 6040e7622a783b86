package io.adlib.llm.task;

import io.adlib.llm.schema.AnswerText;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.schema.ShapeCheck;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one way in which a model's text becomes an answer: it must be readable, have the task's shape
 * and nothing else, hold no fence's code, and pass the task's own checks. Thread-safe.
 */
public final class Verifier {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private final Canaries canaries;

  /** Knows the codes of the run's fences. */
  public Verifier(Canaries canaries) {
    this.canaries = canaries;
  }

  /** Judges a whole text, as the model wrote it. */
  public <I, A> Verdict<A> check(Task<I, A> task, I input, String text) {
    Shape.Fields shape = Draft.shape(task);
    return switch (AnswerText.read(text, shape)) {
      case AnswerText.Unreadable(String reason) -> new Verdict.Rejected<>(List.of(reason));
      case AnswerText.Parsed(ObjectNode object, List<String> repairs) ->
          check(task, input, shape, object, repairs);
    };
  }

  private <I, A> Verdict<A> check(
      Task<I, A> task, I input, Shape.Fields shape, ObjectNode object, List<String> repairs) {
    List<String> misshapen = ShapeCheck.problems(shape, object);
    if (!misshapen.isEmpty()) {
      return new Verdict.Rejected<>(misshapen);
    }
    if (canaries.standIn(object.toString())) {
      return new Verdict.Rejected<>(List.of("the answer holds a code that must not be written"));
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
