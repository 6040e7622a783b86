package io.adlib.llm.task.tags;

import io.adlib.llm.lexical.Words;
import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import io.adlib.llm.verify.Grounding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Structured tags of an ad or content. Measured by F1 against a person's tags. */
public final class TagsTask implements Task<TaggedItem, TagsTask.Answer> {

  /** How the text speaks. */
  public enum Tone {
    PLAIN,
    PLAYFUL,
    PREMIUM,
    TECHNICAL,
    URGENT,
    WARM
  }

  /**
   * The tags.
   *
   * @param product what it is, such as {@code chef's knife}
   * @param functions what it does
   * @param audience for whom
   * @param scene where or when it is used
   * @param brand as the source names it; empty if it names none
   */
  public record Answer(
      String product,
      List<String> functions,
      List<String> audience,
      List<String> scene,
      String brand,
      Tone tone) {

    /** All tags as {@code facet:value}, in lower case. */
    public Set<String> all() {
      var all = new HashSet<String>();
      add(all, "product", List.of(product));
      add(all, "function", functions);
      add(all, "audience", audience);
      add(all, "scene", scene);
      add(all, "brand", brand.isBlank() ? List.of() : List.of(brand));
      all.add("tone:" + tone.name().toLowerCase(Locale.ROOT));
      return all;
    }

    private static void add(Set<String> all, String facet, List<String> values) {
      values.forEach(value -> all.add(facet + ":" + value.strip().toLowerCase(Locale.ROOT)));
    }
  }

  @Override
  public String name() {
    return "tags";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String instructions() {
    return """
    Tag an ad or a content, so that programs can compare it with others.
    product: what it is or is about, in one to four words, the plain word that shops use. functions: \
    what it does or offers. audience: for whom, by need and not by person. scene: where or when it is \
    used. brand: as the text names it, else empty. tone: how the text speaks.
    Tags are in lower case English, one to three words each, general enough to fit other items too. \
    Leave a list empty rather than guess.""";
  }

  @Override
  public Shape.Fields answer() {
    Shape list = Shape.items(Shape.text(40), 0, 5);
    return Shape.fields(
        "product",
        Shape.text(50),
        "functions",
        list,
        "audience",
        list,
        "scene",
        list,
        "brand",
        Shape.optionalText(60),
        "tone",
        Shape.choice(Tone.class));
  }

  @Override
  public int answerTokens() {
    return 450;
  }

  @Override
  public String id(TaggedItem input) {
    return input.item().id();
  }

  @Override
  public void write(TaggedItem input, Page page) {
    page.data("ITEM", input.item().sheet());
  }

  @Override
  public Class<Answer> type() {
    return Answer.class;
  }

  @Override
  public List<String> problems(TaggedItem input, Answer answer) {
    var problems = new ArrayList<String>();
    if (!answer.brand().isBlank() && Grounding.share(answer.brand(), input.item().sheet()) < 1) {
      problems.add("brand must be one that the text names, or empty");
    }
    var tags = new ArrayList<String>(answer.functions());
    tags.addAll(answer.audience());
    tags.addAll(answer.scene());
    tags.add(answer.product());
    for (String tag : tags) {
      if (Words.of(tag).size() > 5 || Grounding.hasLink(tag)) {
        problems.add("each tag must be a few plain words");
      }
    }
    return problems;
  }

  @Override
  public Map<String, Double> measure(List<Judged<TaggedItem, Answer>> accepted) {
    double[] f1 =
        accepted.stream()
            .filter(j -> j.input().label().isPresent())
            .mapToDouble(j -> f1(j.input().label().orElseThrow().all(), j.answer().all()))
            .toArray();
    return f1.length == 0
        ? Map.of()
        : Map.of("mean F1 of tags", java.util.Arrays.stream(f1).average().orElse(0));
  }

  private static double f1(Set<String> truth, Set<String> guess) {
    long both = guess.stream().filter(truth::contains).count();
    return 2.0 * both / (truth.size() + guess.size());
  }
}
