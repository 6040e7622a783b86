package io.adlib.llm.compact;

import io.adlib.llm.task.Task;
import io.adlib.llm.task.copy.CopyPolicy;
import io.adlib.llm.task.copy.CopyTask;
import io.adlib.llm.task.copy.CopyTask.Answer;
import io.adlib.llm.task.copy.CopyTask.Variant;
import io.adlib.llm.task.copy.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Copy: a style a line, in their order, headline and body parted by a bar. */
final class CompactCopy implements CompactTask<Answer> {

  @Override
  public Task<?, Answer> task() {
    return new CopyTask(CopyPolicy.STANDARD);
  }

  @Override
  public String question(Sheet prompt) {
    return "copy\n" + prompt.item();
  }

  @Override
  public String write(List<String> rationale, Answer answer) {
    return String.join(
        "\n", answer.variants().stream().map(v -> v.headline() + " | " + v.body()).toList());
  }

  @Override
  public Optional<Said<Answer>> read(String text, Sheet prompt) {
    var variants = new ArrayList<Variant>();
    for (String line : Sheet.lines(text)) {
      List<String> parts = Sheet.parts(line, "\\|");
      if (parts.size() == 2 && variants.size() < Style.values().length) {
        variants.add(
            new Variant(Style.values()[variants.size()], parts.getFirst(), parts.getLast()));
      }
    }
    if (variants.size() < Style.values().length) {
      return Optional.empty();
    }
    return Optional.of(
        new Said<>(
            Sheet.rationale(Stream.of("facts of the catalogue: " + prompt.field("title"))),
            new Answer(List.copyOf(variants))));
  }
}
