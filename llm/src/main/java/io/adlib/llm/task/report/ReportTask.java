package io.adlib.llm.task.report;

import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import io.adlib.llm.verify.Grounding;
import io.adlib.llm.verify.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a campaign report. Every number in it must be a measured figure, as given. Measured by the
 * share of the figures that the reports tell.
 */
public final class ReportTask implements Task<Measured, ReportTask.Answer> {

  /** The report. */
  public record Answer(String headline, List<String> paragraphs) {}

  @Override
  public String name() {
    return "report";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String instructions() {
    return """
    Write a short report of a campaign for its advertiser: a headline and one to four paragraphs.
    State figures exactly as given, in digits: do not round, add, compare by a factor, or derive others. \
    Spell no number in words. Say what the figures show and what they cannot show; give no cause that \
    they do not prove.""";
  }

  @Override
  public Shape.Fields answer() {
    return Shape.fields(
        "headline", Shape.text(100), "paragraphs", Shape.items(Shape.text(600), 1, 4));
  }

  @Override
  public int answerTokens() {
    return 800;
  }

  @Override
  public String id(Measured input) {
    return input.campaign();
  }

  @Override
  public void write(Measured input, Page page) {
    page.data(
        "NAMES",
        input.names().stream()
            .map(named -> named.what() + ": " + named.name())
            .collect(Collectors.joining("\n")));
    page.data(
        "FIGURES", input.figures().stream().map(Figure::line).collect(Collectors.joining("\n")));
  }

  @Override
  public Class<Answer> type() {
    return Answer.class;
  }

  @Override
  public List<String> problems(Measured input, Answer answer) {
    var problems = new ArrayList<String>();
    if (!strangers(input, text(answer)).isEmpty()) {
      problems.add("a number is none of the figures given, or is spelled in words");
    }
    if (Grounding.hasLink(text(answer))) {
      problems.add("the report must not hold a link");
    }
    return problems;
  }

  /** Numbers of a text that are none of the figures. */
  static List<String> strangers(Measured input, String text) {
    return Numbers.strangers(
        text,
        input.figures().stream().map(Figure::value).toList(),
        input.names().stream().map(Measured.Named::name).toList());
  }

  @Override
  public Map<String, Double> measure(List<Judged<Measured, Answer>> accepted) {
    double[] told =
        accepted.stream()
            .filter(j -> !j.input().figures().isEmpty())
            .mapToDouble(
                j -> {
                  var values = Numbers.values(text(j.answer()));
                  return (double)
                          j.input().figures().stream()
                              .filter(f -> values.contains(f.value().stripTrailingZeros()))
                              .count()
                      / j.input().figures().size();
                })
            .toArray();
    return told.length == 0
        ? Map.of()
        : Map.of("share of figures told", java.util.Arrays.stream(told).average().orElse(0));
  }

  private static String text(Answer answer) {
    return answer.headline() + "\n" + String.join("\n", answer.paragraphs());
  }
}
