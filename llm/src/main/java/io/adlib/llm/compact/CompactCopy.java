package io.adlib.llm.compact;

import io.adlib.llm.task.Task;
import io.adlib.llm.task.copy.CopyPolicy;
import io.adlib.llm.task.copy.CopyTask;
import io.adlib.llm.task.copy.CopyTask.Answer;
import io.adlib.llm.task.copy.CopyTask.Variant;
import io.adlib.llm.task.copy.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Copy: the title and the facts that are to be told; the answer is a style a line, in their order,
 * headline and body parted by a bar. Facts stand after a space in small letters in both, so that
 * they are the same tokens and can be copied; first letters are made large when it is read.
 */
final class CompactCopy implements CompactTask<Answer> {

  /** More than all facts of all variants. */
  private static final int BREACH = 100;

  private static final int TITLE = 120;

  @Override
  public Task<?, Answer> task() {
    return new CopyTask(CopyPolicy.STANDARD);
  }

  @Override
  public String question(Sheet prompt) {
    return "copy\n%s\nfacts: %s |"
        .formatted(
            Sheet.cut(prompt.field("title"), TITLE), String.join(" | ", CopyFacts.of(prompt)));
  }

  @Override
  public String write(List<String> rationale, Answer answer) {
    return answer.variants().stream()
        .map(v -> "- " + CopyFacts.small(v.headline()) + " | " + CopyFacts.small(v.body()))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public Optional<Said<Answer>> read(String text, Sheet prompt) {
    var variants = new ArrayList<Variant>();
    for (String line : Sheet.lines(text)) {
      List<String> parts = Sheet.parts(line.replaceFirst("^- ", ""), "\\|");
      if (parts.size() == 2 && variants.size() < Style.values().length) {
        Style style = Style.values()[variants.size()];
        variants.add(new Variant(style, capital(parts.getFirst()), capital(parts.getLast())));
      }
    }
    if (variants.size() < Style.values().length) {
      return Optional.empty();
    }
    return Optional.of(
        new Said<>(
            Sheet.rationale(
                Stream.of("facts of the catalogue: " + String.join("; ", CopyFacts.of(prompt)))),
            new Answer(List.copyOf(variants))));
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** What breaks the policy, before all; then each fact that a variant leaves out. */
  @Override
  public int flaws(Answer answer, Sheet prompt) {
    String catalogue = prompt.blocks().getOrDefault("CATALOGUE", "");
    List<String> facts =
        CopyFacts.of(prompt).stream().map(fact -> fact.toLowerCase(Locale.ROOT)).toList();
    int flaws = 0;
    for (Variant variant : answer.variants()) {
      String text = (variant.headline() + "\n" + variant.body()).toLowerCase(Locale.ROOT);
      flaws +=
          BREACH
              * CopyPolicy.STANDARD.breaches(variant.headline(), variant.body(), catalogue).size();
      flaws += (int) facts.stream().filter(fact -> !text.contains(fact)).count();
    }
    return flaws;
  }
}
