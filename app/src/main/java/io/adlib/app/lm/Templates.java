package io.adlib.app.lm;

import io.adlib.llm.lexical.Words;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Prompt;
import io.adlib.llm.model.Reply;
import io.adlib.llm.prompt.Fences;
import io.adlib.llm.task.Grade;
import io.adlib.llm.task.copy.CopyTask.Variant;
import io.adlib.llm.task.copy.Style;
import io.adlib.llm.task.queries.QueriesTask.Query;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one does without a model: fixed sentences around the catalogue's words. The yardstick of the
 * small model; answers the same prompts. Thread-safe.
 */
final class Templates implements LanguageModel {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int HEADLINE = 60;
  private static final int BODY = 150;

  @Override
  public String fingerprint() {
    return "templates";
  }

  @Override
  public Reply ask(Prompt prompt) {
    Map<String, String> blocks = Fences.contents(prompt.user());
    Object answer =
        blocks.containsKey("QUERY")
            ? relevance(blocks)
            : blocks.containsKey("KEYWORDS")
                ? queries(blocks)
                : blocks.containsKey("ITEM")
                    ? tags(blocks)
                    : blocks.containsKey("USER")
                        ? TemplateProfile.write(blocks.getOrDefault("USER", ""))
                        : copy(blocks);
    var object = new LinkedHashMap<String, Object>();
    object.put("rationale", List.of("by a template"));
    object.put("answer", answer);
    return new Reply.Answered(JSON.writeValueAsString(object), Optional.empty(), true);
  }

  /** By how many of the query's words stand in the ad. */
  private static Map<String, Object> relevance(Map<String, String> blocks) {
    List<String> query = Words.of(blocks.getOrDefault("QUERY", ""));
    Set<String> ad = new HashSet<>(Words.of(blocks.getOrDefault("AD", "")));
    long found = query.stream().filter(ad::contains).count();
    Grade grade =
        found == query.size()
            ? Grade.PERFECT
            : 2 * found >= query.size() ? Grade.GOOD : found > 0 ? Grade.PARTIAL : Grade.NONE;
    return Map.of("grade", grade.name());
  }

  /** The title's last words, which name the product as often as not, and the telling keywords. */
  private static Map<String, Object> queries(Map<String, String> blocks) {
    String[] keywords = blocks.getOrDefault("KEYWORDS", "").split(", ");
    String[] title =
        field(blocks.getOrDefault("AD", ""), "title").toLowerCase(Locale.ROOT).split("[ ,]+");
    var texts = new ArrayList<String>();
    texts.add(
        title.length > 1 ? title[title.length - 2] + " " + title[title.length - 1] : title[0]);
    for (int i = 0; i + 1 < keywords.length; i++) {
      texts.add(keywords[i] + " " + keywords[i + 1]);
    }
    var queries = new ArrayList<Query>();
    var seen = new HashSet<List<String>>();
    for (String text : texts) {
      if (queries.size() < 5 && seen.add(Words.of(text).stream().sorted().toList())) {
        queries.add(new Query(keywords[0], text));
      }
    }
    return Map.of("queries", queries);
  }

  private static Map<String, Object> tags(Map<String, String> blocks) {
    String item = blocks.getOrDefault("ITEM", "");
    String[] category = field(item, "category").toLowerCase(Locale.ROOT).split(" [>›] ");
    String product = category[category.length - 1].replaceFirst("(?<=[^s])s$", "");
    String text = field(item, "description");
    int madeFor = text.indexOf(" for ");
    int end = text.indexOf('.', Math.max(0, madeFor));
    var scene = new ArrayList<String>();
    if (madeFor > 0 && end > madeFor && end - madeFor < 45) {
      scene.add(text.substring(madeFor + 5, end).toLowerCase(Locale.ROOT));
    }
    var answer = new LinkedHashMap<String, Object>();
    answer.put("product", product.isBlank() ? "thing" : product);
    answer.put("functions", List.of(text.toLowerCase(Locale.ROOT).split(" ")[0]));
    answer.put("audience", List.of());
    answer.put("scene", scene);
    answer.put("brand", field(item, "brand"));
    answer.put("tone", "PLAIN");
    return answer;
  }

  private static Map<String, Object> copy(Map<String, String> blocks) {
    String item = blocks.getOrDefault("CATALOGUE", "");
    String title = cut(field(item, "title"), HEADLINE);
    String[] sentences = field(item, "description").split("(?<=\\.) ");
    String first = cut(sentences[0], BODY);
    String last = cut(sentences[sentences.length - 1], BODY);
    return Map.of(
        "variants",
        List.of(
            new Variant(Style.INFORMATIVE, title, first),
            new Variant(Style.BENEFIT, cut("For you: " + title, HEADLINE), first),
            new Variant(Style.PLAYFUL, cut("Hello, " + title, HEADLINE), last),
            new Variant(Style.QUESTION, cut("Looking for " + title + "?", HEADLINE), last)));
  }

  private static String field(String sheet, String name) {
    return sheet
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElse("");
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int space = text.lastIndexOf(' ', most);
    return text.substring(0, space > 0 ? space : most);
  }

  @Override
  public void close() {}
}
