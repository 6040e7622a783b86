package io.adlib.llm.compact;

import io.adlib.llm.task.Task;
import io.adlib.llm.task.profile.ProfileTask;
import io.adlib.llm.task.profile.ProfileTask.Answer;
import io.adlib.llm.task.profile.ProfileTask.Interest;
import io.adlib.llm.task.profile.ProfileTask.Strength;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Profile: the history's newest lines, each with its number, what was done and what about (the last
 * topic that it names, or its words); the answer is an interest a line, such as {@code Tents: high
 * 1 4}, the numbers being its evidence. The summary is made of the interests.
 */
final class CompactProfile implements CompactTask<Answer> {

  private static final Pattern LINE =
      Pattern.compile(
          "(\\d+)\\. [^:]*: "
              + "(read|searched for|saw the ad|clicked the ad|put into the cart|bought) (.+)");
  private static final Pattern TOPIC = Pattern.compile(".*\\(([^()]+)\\)");
  private static final Pattern INTEREST =
      Pattern.compile("(.+): (low|medium|high)((?: \\d{1,4}){1,8})");
  private static final Map<String, String> VERBS =
      Map.of(
          "searched for", "searched",
          "saw the ad", "saw",
          "clicked the ad", "clicked",
          "put into the cart", "cart");
  private static final int LINES = 20;
  private static final int LONGEST = 40;

  @Override
  public Task<?, Answer> task() {
    return new ProfileTask();
  }

  @Override
  public String question(Sheet prompt) {
    return prompt
        .blocks()
        .getOrDefault("USER", "")
        .lines()
        .map(line -> LINE.matcher(line.strip()))
        .filter(Matcher::matches)
        .limit(LINES)
        .map(CompactProfile::line)
        .collect(Collectors.joining("\n", "profile\n", ""));
  }

  private static String line(Matcher event) {
    String verb = event.group(2);
    return "%s %s %s"
        .formatted(event.group(1), VERBS.getOrDefault(verb, verb), about(event.group(3)));
  }

  private static String about(String what) {
    Matcher topic = TOPIC.matcher(what);
    if (!topic.matches()) {
      return Sheet.cut(what, LONGEST);
    }
    String[] path = topic.group(1).split(" [>›] |, ");
    return Sheet.cut(path[path.length - 1], LONGEST);
  }

  @Override
  public String write(List<String> rationale, Answer answer) {
    return answer.interests().stream()
        .map(
            interest ->
                "%s: %s %s"
                    .formatted(
                        interest.topic(),
                        interest.strength().name().toLowerCase(Locale.ROOT),
                        interest.evidence().stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(" "))))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public Optional<Said<Answer>> read(String text, Sheet prompt) {
    var interests = new ArrayList<Interest>();
    for (String line : Sheet.lines(text)) {
      Matcher said = INTEREST.matcher(line);
      if (!said.matches()) {
        return Optional.empty();
      }
      List<Integer> evidence =
          Stream.of(said.group(3).strip().split(" ")).map(Integer::valueOf).toList();
      Strength strength = Strength.valueOf(said.group(2).toUpperCase(Locale.ROOT));
      interests.add(new Interest(said.group(1).strip(), strength, evidence));
    }
    if (interests.isEmpty()) {
      return Optional.empty();
    }
    String named = interests.stream().map(Interest::topic).collect(Collectors.joining(", "));
    Stream<String> steps =
        interests.stream().map(i -> i.topic() + " stands in the lines " + i.evidence());
    return Optional.of(
        new Said<>(
            Sheet.rationale(steps),
            new Answer("Interested in " + named + ".", List.copyOf(interests))));
  }
}
