package io.adlib.llm.task.copy;

import io.adlib.llm.lexical.Words;
import io.adlib.llm.market.AdDossier;
import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes copy for an ad, one variant a style. What breaks the policy is refused. Measured by how
 * different the variants are, and by how much of their wording is the catalogue's.
 */
public final class CopyTask implements Task<AdDossier, CopyTask.Answer> {

  private static final List<Style> STYLES = List.of(Style.values());
  private final CopyPolicy policy;

  /** Copy under a policy. */
  public CopyTask(CopyPolicy policy) {
    this.policy = policy;
  }

  /** One variant a style, in the order of the styles. */
  public record Answer(List<Variant> variants) {}

  /** One ad text. */
  public record Variant(Style style, String headline, String body) {}

  @Override
  public String name() {
    return "copy";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String instructions() {
    return """
    Write ad copy in the ad's language, one variant for each style in this order: INFORMATIVE (what it \
    is), BENEFIT (what it does for the reader), PLAYFUL (a light touch), QUESTION (asks what the reader \
    asks).
    A headline has at most %d characters, a body at most %d. Say only what the catalogue says: no number, \
    name, price, promise, superlative, health claim, "free" or urgency that does not stand there. Write \
    nothing in capitals but names and first letters, at most one exclamation mark, no links.
    In the rationale list the facts of the catalogue that you use."""
        .formatted(policy.headlineMost(), policy.bodyMost());
  }

  @Override
  public Shape.Fields answer() {
    return Shape.fields(
        "variants",
        Shape.items(
            Shape.fields(
                "style",
                Shape.choice(Style.class),
                "headline",
                Shape.text(200),
                "body",
                Shape.text(400)),
            STYLES.size(),
            STYLES.size()));
  }

  @Override
  public int answerTokens() {
    return 800;
  }

  @Override
  public String id(AdDossier input) {
    return input.item().id();
  }

  @Override
  public void write(AdDossier input, Page page) {
    page.data("CATALOGUE", input.item().sheet());
    if (!input.searches().isEmpty()) {
      page.say("People who clicked it had searched for, as a hint at their words, not as facts:");
      page.data("SEARCHES", String.join("\n", input.searches()));
    }
  }

  @Override
  public Class<Answer> type() {
    return Answer.class;
  }

  @Override
  public List<String> problems(AdDossier input, Answer answer) {
    var problems = new ArrayList<String>();
    if (!answer.variants().stream().map(Variant::style).toList().equals(STYLES)) {
      problems.add("variants must have the styles " + STYLES + " in this order");
    }
    for (Variant variant : answer.variants()) {
      policy
          .breaches(variant.headline(), variant.body(), input.item().sheet())
          .forEach(breach -> problems.add(variant.style() + ": " + breach.reason()));
    }
    return problems;
  }

  @Override
  public Map<String, Double> measure(List<Judged<AdDossier, Answer>> accepted) {
    if (accepted.isEmpty()) {
      return Map.of();
    }
    double apart = 0;
    double own = 0;
    for (var judged : accepted) {
      List<Variant> variants = judged.answer().variants();
      double pairs = variants.size() * (variants.size() - 1) / 2.0;
      for (int i = 0; i < variants.size(); i++) {
        for (int j = 0; j < i; j++) {
          apart += (1 - overlap(text(variants.get(i)), text(variants.get(j)))) / pairs;
        }
        own +=
            io.adlib.llm.verify.Grounding.share(
                    text(variants.get(i)), judged.input().item().sheet())
                / variants.size();
      }
    }
    var figures = new LinkedHashMap<String, Double>();
    figures.put("distance of the variants", apart / accepted.size());
    figures.put("share of the catalogue's words", own / accepted.size());
    return figures;
  }

  private static String text(Variant variant) {
    return variant.headline() + " " + variant.body();
  }

  /** Jaccard, of words. */
  private static double overlap(String a, String b) {
    Set<String> both = new HashSet<>(Words.of(a));
    Set<String> all = new HashSet<>(both);
    Set<String> second = new HashSet<>(Words.of(b));
    both.retainAll(second);
    all.addAll(second);
    return all.isEmpty() ? 1 : (double) both.size() / all.size();
  }
}
