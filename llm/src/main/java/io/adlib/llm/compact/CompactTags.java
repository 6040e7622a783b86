package io.adlib.llm.compact;

import io.adlib.llm.task.Task;
import io.adlib.llm.task.tags.TagsTask;
import io.adlib.llm.task.tags.TagsTask.Answer;
import io.adlib.llm.task.tags.TagsTask.Tone;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tags: a facet a line, its values parted by semicolons. The brand is the source's own. */
final class CompactTags implements CompactTask<Answer> {

  private static final int MOST = 5;
  private static final int LONGEST = 40;

  @Override
  public Task<?, Answer> task() {
    return new TagsTask();
  }

  @Override
  public String question(Sheet prompt) {
    return "tags\n" + prompt.item();
  }

  @Override
  public String write(List<String> rationale, Answer answer) {
    return String.join(
        "\n",
        "product: " + answer.product(),
        "functions: " + String.join("; ", answer.functions()),
        "audience: " + String.join("; ", answer.audience()),
        "scene: " + String.join("; ", answer.scene()),
        "tone: " + answer.tone().name().toLowerCase(Locale.ROOT));
  }

  @Override
  public Optional<Said<Answer>> read(String text, Sheet prompt) {
    Map<String, String> facets = new HashMap<>();
    for (String line : Sheet.lines(text)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        facets.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    Optional<Tone> tone =
        Arrays.stream(Tone.values())
            .filter(t -> t.name().equalsIgnoreCase(facets.getOrDefault("tone", "")))
            .findFirst();
    String product = facets.getOrDefault("product", "");
    if (product.isEmpty() || product.length() > LONGEST || tone.isEmpty()) {
      return Optional.empty();
    }
    String step = "the title and text name " + product;
    return Optional.of(
        new Said<>(
            Sheet.rationale(Stream.of(step)),
            new Answer(
                product,
                values(facets, "functions"),
                values(facets, "audience"),
                values(facets, "scene"),
                prompt.field("brand"),
                tone.get())));
  }

  private static List<String> values(Map<String, String> facets, String name) {
    return Sheet.parts(facets.getOrDefault(name, ""), ";").stream()
        .filter(value -> value.length() <= LONGEST)
        .limit(MOST)
        .toList();
  }
}
