package io.adlib.app.lm;

import io.adlib.data.workspace.AtomicFiles;
import io.adlib.kernel.lm.Chat;
import io.adlib.learn.lm.tune.ChatCorpus;
import io.adlib.llm.compact.CompactTasks;
import io.adlib.llm.task.Canaries;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.Task;
import io.adlib.llm.task.Verdict;
import io.adlib.llm.task.Verifier;
import io.adlib.llm.task.copy.CopyPolicy;
import io.adlib.llm.task.copy.CopyTask;
import io.adlib.llm.task.queries.QueriesTask;
import io.adlib.llm.task.relevance.RelevanceTask;
import io.adlib.llm.task.tags.TagsTask;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The teacher's examples as training lines: question and answer in their short forms. Kept is only
 * what the task's own verifier accepts once it is read back.
 */
final class DemoCorpus {

  static final Draft.Limits LIMITS = new Draft.Limits(3000, 0);

  /** Examples of copy for ads that nobody sells. */
  private static final int MIXED = 3000;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<ChatCorpus.Line> lines = new ArrayList<>();
  private int refused;

  private DemoCorpus() {}

  /** Writes the corpus; returns how many examples the verifiers refused. */
  static int write(DemoExamples examples, Path file) {
    var corpus = new DemoCorpus();
    examples
        .relevance(false)
        .forEach(
            e ->
                corpus.add(
                    new RelevanceTask(),
                    e.input(),
                    e.rationale(),
                    new RelevanceTask.Answer(e.answer())));
    examples
        .queries(false)
        .forEach(e -> corpus.add(new QueriesTask(), e.input(), e.rationale(), e.answer()));
    examples
        .tags(false)
        .forEach(e -> corpus.add(new TagsTask(), e.input(), e.rationale(), e.answer()));
    var copy = new CopyTask(CopyPolicy.STANDARD);
    Stream.concat(examples.copy(false).stream(), examples.mixedCopy(MIXED).stream())
        .forEach(e -> corpus.add(copy, e.input(), e.rationale(), e.answer()));
    AtomicFiles.write(
        file,
        out -> {
          for (ChatCorpus.Line line : corpus.lines) {
            out.write(
                (JSON.writeValueAsString(json(line)) + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
    return corpus.refused;
  }

  private static Map<String, Object> json(ChatCorpus.Line line) {
    var messages = new ArrayList<>(line.prompt());
    messages.add(new Chat.Message("assistant", line.answer()));
    var json = new LinkedHashMap<String, Object>();
    json.put("messages", messages);
    json.put("task", line.task());
    json.put("id", line.id());
    return json;
  }

  private <I, A> void add(Task<I, A> task, I input, List<String> rationale, A answer) {
    Draft draft = Draft.of(task, input, LIMITS);
    CompactTasks.Question question = CompactTasks.of(draft.prompt()).orElseThrow();
    String said = CompactTasks.answer(task, rationale, answer);
    boolean accepted =
        question
            .json(said)
            .map(json -> new Verifier(new Canaries()).check(task, input, draft, json))
            .filter(verdict -> verdict instanceof Verdict.Accepted)
            .isPresent();
    if (accepted) {
      lines.add(
          new ChatCorpus.Line(
              task.name(),
              task.id(input),
              List.of(new Chat.Message("user", question.text())),
              said));
    } else {
      refused++;
    }
  }
}
