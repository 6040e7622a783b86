package io.adlib.llm.task.copy;

import io.adlib.llm.verify.Grounding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What copy may say.
 *
 * @param headlineMost characters
 * @param bodyMost characters
 * @param banned words and phrases, in lower case
 */
public record CopyPolicy(int headlineMost, int bodyMost, Set<String> banned) {

  /** Lengths of search and feed ads; words that most platforms refuse. */
  public static final CopyPolicy STANDARD =
      new CopyPolicy(
          60,
          150,
          Set.of(
              "miracle",
              "secret trick",
              "get rich",
              "risk-free",
              "act now",
              "click here",
              "you won't believe",
              "hate",
              "stupid",
              "damn",
              "hell",
              "sexy",
              "kill"));

  /** Statements that need proof: superlatives, promises, health, "free", urgency. */
  private static final Pattern CLAIMS =
      Pattern.compile(
          "(?iu)(?<!\\p{L})(best|cheapest|lowest price|fastest|strongest|finest|greatest|unbeatable|"
              + "unrivalled|number one|no\\. ?1|#1|world's|leading|perfect|guaranteed?|warranty|"
              + "lifetime|proven|clinically|doctors?|certified|award|winning|cures?|heals?|"
              + "treats?|prevents?|detox|anti-?ageing|lose weight|free|100 ?%|always|never|"
              + "only today|last chance|limited|while stocks last|sale|discount|save|bestsell\\w+)"
              + "(?!\\p{L})");

  private static final Pattern SHOUTING = Pattern.compile("\\p{Lu}{5,}|[!?]{2,}|!.*!");

  /** Which rule a text breaks. */
  public enum Rule {
    LENGTH,
    BANNED_WORD,
    CLAIM,
    FAITHFULNESS,
    FORM
  }

  /** A broken rule, in words for the model that quote nothing of its answer. */
  public record Breach(Rule rule, String reason) {}

  public CopyPolicy {
    banned = Set.copyOf(banned);
  }

  /** What a headline and body break, against what the catalogue says of the ad. */
  public List<Breach> breaches(String headline, String body, String catalogue) {
    var breaches = new ArrayList<Breach>();
    if (headline.length() > headlineMost || body.length() > bodyMost) {
      breaches.add(
          new Breach(
              Rule.LENGTH,
              "a headline has at most " + headlineMost + " characters, a body " + bodyMost));
    }
    String text = headline + ". " + body;
    String lower = text.toLowerCase(Locale.ROOT);
    String source = catalogue.toLowerCase(Locale.ROOT);
    for (String word : banned) {
      if (hasWord(lower, word)) {
        breaches.add(new Breach(Rule.BANNED_WORD, "the phrase '" + word + "' is not allowed"));
      }
    }
    CLAIMS
        .matcher(lower)
        .results()
        .map(found -> found.group())
        .distinct()
        .filter(claim -> !hasWord(source, claim))
        .forEach(
            claim ->
                breaches.add(new Breach(Rule.CLAIM, "the catalogue does not say '" + claim + "'")));
    if (!Grounding.inventedNumbers(text, catalogue).isEmpty()) {
      breaches.add(new Breach(Rule.FAITHFULNESS, "a number does not stand in the catalogue"));
    }
    if (!Grounding.inventedNames(headline + " . " + body, catalogue).isEmpty()) {
      breaches.add(
          new Breach(
              Rule.FAITHFULNESS,
              "a word written like a name does not stand in the catalogue (write other words small)"));
    }
    if (SHOUTING.matcher(text).find() || Grounding.hasLink(text)) {
      breaches.add(new Breach(Rule.FORM, "no shouting, no repeated ! or ?, no links"));
    }
    return breaches;
  }

  private static boolean hasWord(String text, String word) {
    return Pattern.compile("(?<!\\p{L})" + Pattern.quote(word) + "(?!\\p{L})").matcher(text).find();
  }
}
