package io.adlib.llm.corpus;

import io.adlib.core.Progress;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.llm.run.Batch;
import io.adlib.llm.run.Result;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Task;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Builds a corpus as AdNanny does (arXiv 2602.01563): a teacher writes rationale and answer for
 * each labelled example, unaware of the label; kept are those whose answer is the label (rejection
 * sampling) and whose rationale passes the bar of the gold set. A rejected example is tried again
 * with a note that asks for another line of thought.
 */
public final class CorpusBuilder {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Batch batch;
  private final Draft.Limits limits;
  private final GoldBar bar;
  private final int tries;

  /**
   * What became of the examples; {@code kept + wrong + ungrounded + unusable == examples}.
   *
   * @param kept in the corpus
   * @param wrong the last answer was not the label
   * @param ungrounded the answer was the label, its rationale below the bar
   * @param unusable no answer of the right form, or none at all
   * @param keptAtTry how many were kept at the first try, the second …
   * @param bar share of grounded words that was asked for
   * @param stopped why the teacher stopped early, if it did
   */
  public record Report(
      int examples,
      int kept,
      int wrong,
      int ungrounded,
      int unusable,
      List<Integer> keptAtTry,
      double bar,
      Optional<String> stopped) {}

  private enum Fate {
    KEPT,
    WRONG,
    UNGROUNDED,
    UNUSABLE
  }

  /** A builder; {@code tries} is of answers an example, 1 or more. */
  public CorpusBuilder(Batch batch, Draft.Limits limits, GoldBar bar, int tries) {
    this.batch = batch;
    this.limits = limits;
    this.bar = bar;
    this.tries = tries;
  }

  /**
   * Asks the teacher and writes the corpus: JSON Lines of {@code {"messages": [{"role": "system"},
   * {"role": "user"}, {"role": "assistant"}], "task": …, "id": …}}, in the order of the examples.
   */
  public <I, A> Report build(
      Task<I, A> task, List<Labelled<I, A>> examples, Path file, Progress progress)
      throws InterruptedException {
    Fate[] fates = new Fate[examples.size()];
    String[] lines = new String[examples.size()];
    var keptAtTry = new ArrayList<Integer>();
    Optional<String> stopped = Optional.empty();
    List<Integer> open = IntStream.range(0, examples.size()).boxed().toList();
    for (int attempt = 0; attempt < tries && !open.isEmpty() && stopped.isEmpty(); attempt++) {
      var asked = attempt == 0 ? task : new AnotherTry<>(task, attempt + 1);
      var run =
          batch.run(asked, open.stream().map(i -> examples.get(i).input()).toList(), progress);
      var rejected = new ArrayList<Integer>();
      for (int i = 0; i < open.size(); i++) {
        int example = open.get(i);
        fates[example] = judge(task, examples.get(example), run.results().get(i));
        if (fates[example] == Fate.KEPT) {
          lines[example] = line(task, examples.get(example), run.results().get(i).orElseThrow());
        } else {
          rejected.add(example);
        }
      }
      keptAtTry.add(open.size() - rejected.size());
      stopped =
          run.end() instanceof Batch.End.Complete
              ? Optional.empty()
              : Optional.of(run.end().toString());
      open = rejected;
    }
    AtomicFiles.write(
        file,
        out -> {
          for (String line : lines) {
            if (line != null) {
              out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
          }
        });
    return new Report(
        examples.size(),
        count(fates, Fate.KEPT),
        count(fates, Fate.WRONG),
        count(fates, Fate.UNGROUNDED),
        count(fates, Fate.UNUSABLE),
        keptAtTry,
        bar.least(),
        stopped);
  }

  private <I, A> Fate judge(Task<I, A> task, Labelled<I, A> example, Optional<Result<A>> result) {
    if (!(result.orElse(null) instanceof Result.Accepted<A> accepted)) {
      return Fate.UNUSABLE;
    }
    if (!accepted.verdict().answer().equals(example.label())) {
      return Fate.WRONG;
    }
    Draft draft = Draft.of(task, example.input(), limits);
    return bar.passes(draft, accepted.verdict().rationale()) ? Fate.KEPT : Fate.UNGROUNDED;
  }

  /** The prompt as it will be asked later, without any note, and the answer. */
  private <I, A> String line(Task<I, A> task, Labelled<I, A> example, Result<A> result) {
    var accepted = (Result.Accepted<A>) result;
    var prompt = Draft.of(task, example.input(), limits).prompt();
    var answer = new LinkedHashMap<String, Object>();
    answer.put("rationale", accepted.verdict().rationale());
    answer.put("answer", accepted.verdict().answer());
    var line = new LinkedHashMap<String, Object>();
    line.put(
        "messages",
        List.of(
            message("system", prompt.system()),
            message("user", prompt.user()),
            message("assistant", JSON.writeValueAsString(answer))));
    line.put("task", task.name());
    line.put("id", task.id(example.input()));
    return JSON.writeValueAsString(line);
  }

  private static Map<String, String> message(String role, String content) {
    var message = new LinkedHashMap<String, String>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  private static int count(Fate[] fates, Fate fate) {
    return (int) java.util.Arrays.stream(fates).filter(f -> f == fate).count();
  }
}
