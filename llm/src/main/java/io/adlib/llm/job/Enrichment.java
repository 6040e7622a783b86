package io.adlib.llm.job;

import io.adlib.core.EnvironmentException;
import io.adlib.core.Progress;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.llm.run.Batch;
import io.adlib.llm.run.Result;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One job over its inputs, written as payload of an artifact: {@code answers.jsonl}, an accepted
 * answer a line with the field {@code id} first, then {@code as_of} where the task has a date;
 * {@code rationales.jsonl} and {@code rejects.jsonl} in the same form; and {@code report.json}.
 */
public final class Enrichment {

  /** Accepted answers. */
  public static final String ANSWERS = "answers.jsonl";

  /** The field of an answer's date. */
  public static final String AS_OF = "as_of";

  private static final String RATIONALES = "rationales.jsonl";
  private static final String REJECTS = "rejects.jsonl";
  private static final String REPORT = "report.json";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Enrichment() {}

  /** The kind of artifact that a task's answers are. */
  public static String kind(String task) {
    return "enrich-" + task;
  }

  /**
   * What came of a run.
   *
   * @param task its name
   * @param inputs how many
   * @param accepted answers
   * @param corrected accepted ones that were asked for again
   * @param repaired accepted ones whose form was mended
   * @param rejected inputs with no answer that could be used
   * @param calls made in this run
   * @param cached answers that were paid before
   * @param removed personal data taken out of the prompts, by kind
   * @param measures of the task
   */
  public record Report(
      String task,
      int inputs,
      int accepted,
      int corrected,
      int repaired,
      int rejected,
      long calls,
      long cached,
      Map<String, Integer> removed,
      Map<String, Double> measures) {}

  /**
   * Runs the task and writes the payload.
   *
   * @throws EnvironmentException if not every input got an answer: the budget, the server
   */
  public static <I, A> Report run(
      Task<I, A> task, List<I> inputs, Batch batch, Path payload, Progress progress)
      throws InterruptedException {
    Batch.Run<A> run = batch.run(task, inputs, progress);
    requireComplete(run, inputs.size());
    var answers = new Lines();
    var rationales = new Lines();
    var rejects = new Lines();
    var judged = new ArrayList<Judged<I, A>>();
    int corrected = 0;
    int repaired = 0;
    for (int i = 0; i < inputs.size(); i++) {
      String id = task.id(inputs.get(i));
      switch (run.results().get(i).orElseThrow()) {
        case Result.Accepted<A>(var verdict, int corrections) -> {
          ObjectNode answer = JSON.createObjectNode();
          task.asOf(inputs.get(i)).ifPresent(moment -> answer.put(AS_OF, moment.toString()));
          answer.setAll(JSON.<ObjectNode>valueToTree(verdict.answer()));
          answers.add(id, answer);
          rationales.add(
              id, JSON.createObjectNode().set("rationale", JSON.valueToTree(verdict.rationale())));
          judged.add(new Judged<>(inputs.get(i), verdict.answer()));
          corrected += corrections > 0 ? 1 : 0;
          repaired += verdict.repairs().isEmpty() ? 0 : 1;
        }
        case Result.Rejected<A>(List<String> reasons) ->
            rejects.add(id, JSON.createObjectNode().set("reasons", JSON.valueToTree(reasons)));
        case Result.Unanswered<A>(String reason) ->
            rejects.add(id, JSON.createObjectNode().put("unanswered", reason));
      }
    }
    if (judged.isEmpty() && !inputs.isEmpty()) {
      throw new EnvironmentException(
          "no answer of " + inputs.size() + " could be used: " + rejects.last(),
          "check that the model is up to the task and llm.answer_tokens is large enough");
    }
    var removed = new LinkedHashMap<String, Integer>();
    run.removed().forEach((kind, times) -> removed.put(kind.name(), times));
    var report =
        new Report(
            task.name(),
            inputs.size(),
            judged.size(),
            corrected,
            repaired,
            inputs.size() - judged.size(),
            run.calls(),
            run.cached(),
            removed,
            task.measure(judged));
    answers.write(payload.resolve(ANSWERS));
    rationales.write(payload.resolve(RATIONALES));
    rejects.write(payload.resolve(REJECTS));
    AtomicFiles.write(payload.resolve(REPORT), INDENTED.writeValueAsString(report) + "\n");
    return report;
  }

  /** The report of a finished payload. */
  public static Report report(Path payload) {
    return JSON.readValue(payload.resolve(REPORT).toFile(), Report.class);
  }

  private static <A> void requireComplete(Batch.Run<A> run, int inputs) {
    long open = run.results().stream().filter(java.util.Optional::isEmpty).count();
    List<String> unanswered =
        run.results().stream()
            .flatMap(java.util.Optional::stream)
            .flatMap(
                r ->
                    r instanceof Result.Unanswered<A>(String why)
                        ? java.util.stream.Stream.of(why)
                        : java.util.stream.Stream.empty())
            .toList();
    String done = (inputs - open - unanswered.size()) + " of " + inputs + " inputs are done";
    switch (run.end()) {
      case Batch.End.Complete() -> {
        if (!unanswered.isEmpty()) {
          throw new EnvironmentException(
              unanswered.size() + " inputs got no answer: " + unanswered.getLast() + "; " + done,
              "run the same command again: what was paid is kept");
        }
      }
      case Batch.End.BudgetSpent(var budget) ->
          throw new EnvironmentException(
              "the budget of " + budget + " does not allow the next call; " + done,
              "raise llm.budget in adlib.yaml or give --budget, and run it again: it goes on");
      case Batch.End.Refused(String reason) ->
          throw new EnvironmentException(
              "the model refuses: " + reason + "; " + done,
              "check llm.client, llm.endpoint, llm.model and the key's variable, and run it again");
      case Batch.End.Silent(String reason) ->
          throw new EnvironmentException(
              "the model's server does not answer any more: " + reason + "; " + done,
              "see that it is well, and run the same command again: what was paid is kept");
    }
  }

  /** Lines of JSON, each with an id first. */
  private static final class Lines {
    private final List<String> lines = new ArrayList<>();

    void add(String id, tools.jackson.databind.JsonNode fields) {
      ObjectNode line = JSON.createObjectNode().put("id", id);
      fields.properties().forEach(field -> line.set(field.getKey(), field.getValue()));
      lines.add(JSON.writeValueAsString(line));
    }

    String last() {
      return lines.getLast();
    }

    void write(Path file) {
      AtomicFiles.write(
          file,
          out -> {
            for (String line : lines) {
              out.write(line.getBytes(StandardCharsets.UTF_8));
              out.write('\n');
            }
          });
    }
  }
}
