package io.adlib.llm.task.slate;

import io.adlib.llm.lexical.Words;
import io.adlib.llm.market.Item;
import io.adlib.llm.privacy.PersonalData;
import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import io.adlib.llm.task.reason.UserSlate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Scores a slate for diversity, relevance and quality. Measured by Kendall's τ between the model's
 * diversity and that of the words (mean Jaccard distance of the ads' texts).
 */
public final class SlateTask implements Task<UserSlate, SlateTask.Answer> {

  /** Scores from 0 to 10. */
  public record Answer(int diversity, int relevance, int quality) {}

  @Override
  public String name() {
    return "slate";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String instructions() {
    return """
    Score a slate of ads for a user, each from 0 to 10.
    diversity: 0 if all ads offer the same, 10 if each serves another need. relevance: 0 if nothing fits \
    the user's history, 10 if every ad answers a wish of now. quality: 0 if the texts mislead or say \
    nothing, 10 if each says clearly and honestly what is offered.
    In the rationale compare the ads with each other and with the history before you score.""";
  }

  @Override
  public Shape.Fields answer() {
    Shape score = new Shape.Whole(0, 10);
    return Shape.fields("diversity", score, "relevance", score, "quality", score);
  }

  @Override
  public int answerTokens() {
    return 400;
  }

  @Override
  public String id(UserSlate input) {
    return input.id();
  }

  @Override
  public PersonalData filter(UserSlate input) {
    return input.user().filter();
  }

  @Override
  public void write(UserSlate input, Page page) {
    input.write(page);
  }

  @Override
  public Class<Answer> type() {
    return Answer.class;
  }

  @Override
  public List<String> problems(UserSlate input, Answer answer) {
    return input.ads().size() == 1 && answer.diversity() > 0
        ? List.of("a slate of one ad has no diversity")
        : List.of();
  }

  @Override
  public Map<String, Double> measure(List<Judged<UserSlate, Answer>> accepted) {
    double concordant = 0;
    double ofScores = 0;
    double ofWords = 0;
    for (int i = 0; i < accepted.size(); i++) {
      for (int j = 0; j < i; j++) {
        double scores =
            Math.signum(
                accepted.get(i).answer().diversity() - accepted.get(j).answer().diversity());
        double words =
            Math.signum(
                distance(accepted.get(i).input().ads()) - distance(accepted.get(j).input().ads()));
        concordant += scores * words;
        ofScores += scores * scores;
        ofWords += words * words;
      }
    }
    return ofScores == 0 || ofWords == 0
        ? Map.of()
        : Map.of("Kendall's τ of diversity", concordant / Math.sqrt(ofScores * ofWords));
  }

  /** Mean Jaccard distance of the ads' words: in [0,1]. */
  static double distance(List<Item> ads) {
    double sum = 0;
    int pairs = 0;
    for (int i = 0; i < ads.size(); i++) {
      for (int j = 0; j < i; j++, pairs++) {
        Set<String> all = new HashSet<>(Words.of(ads.get(i).sheet()));
        Set<String> both = new HashSet<>(all);
        Set<String> other = new HashSet<>(Words.of(ads.get(j).sheet()));
        all.addAll(other);
        both.retainAll(other);
        sum += all.isEmpty() ? 0 : 1 - (double) both.size() / all.size();
      }
    }
    return pairs == 0 ? 0 : sum / pairs;
  }
}
