package io.adlib.sid.relevance;

import java.util.Arrays;
import java.util.List;

/**
 * What speaks for an ad's answering a query; made once a query, asked for each ad. Shares of a
 * query's words are by idf. For one thread at a time.
 */
public final class Evidence {

  /** What is looked at, in order; a model is bound to it. Each in [0,1] but the likenesses. */
  public static final List<String> NAMES =
      List.of(
          "title", // share of the words in the title or category
          "text", // share in all that is written
          "whole", // whether the ad has all of them
          "category", // share in the category
          "last", // whether title or category have the last, which often names the thing
          "first",
          "pairs", // share of neighbours that are neighbours in the title
          "meaning", // mean of the best likeness in meaning of each word to one of the head's
          "spelling", // the same of its spelling
          "alike", // cosine of query and head
          "topic", // how much the query is about the ad's category, against what it is most about
          "family", // how near the two are as paths
          "long", // the query's length
          "text.topic", // both
          "whole.topic",
          "last.topic",
          "title.whole",
          "meaning.topic");

  /** F. */
  static final int COUNT = NAMES.size();

  private static final float LONGEST = 8;

  private final AdTexts texts;
  private final Lexicon lexicon;

  /** Q words in order, each once. */
  final int[] word_Q;

  /** What share of the query's idf each is. */
  final float[] share_Q;

  private final int[][] trigrams_Q;
  private final float[] meaning_E;
  private final float[] about_K;
  private final int main;

  /** Whether all that is written has it, of the ad looked at last. */
  final boolean[] found_Q;

  Evidence(AdTexts texts, String query) {
    this.texts = texts;
    lexicon = texts.lexicon();
    List<String> words = Lexicon.split(query).stream().distinct().toList();
    word_Q = words.stream().mapToInt(lexicon::number).toArray();
    trigrams_Q = words.stream().map(Lexicon::trigrams).toArray(int[][]::new);
    share_Q = new float[word_Q.length];
    found_Q = new boolean[word_Q.length];
    float sum = 0;
    for (int word : word_Q) {
      sum += lexicon.idf(word);
    }
    for (int q = 0; q < word_Q.length; q++) {
      share_Q[q] = lexicon.idf(word_Q[q]) / sum;
    }
    meaning_E = AdWords.unit(word_Q, lexicon);
    about_K = texts.topics(word_Q);
    int best = -1;
    for (int k = 0; k < about_K.length; k++) {
      best = about_K[k] > 0 && (best < 0 || about_K[k] > about_K[best]) ? k : best;
    }
    main = best;
  }

  /** Whether there is anything to look for. */
  boolean isEmpty() {
    return word_Q.length == 0;
  }

  /** Overwrites x_F with what an ad, given by number, says. */
  void look(int number, float[] x_F) {
    AdWords ad = texts.ad(number);
    float title = 0;
    float text = 0;
    float category = 0;
    float meaning = 0;
    float spelling = 0;
    for (int q = 0; q < word_Q.length; q++) {
      int word = word_Q[q];
      found_Q[q] = AdWords.has(ad.all(), word);
      boolean head = AdWords.has(ad.head(), word);
      title += head ? share_Q[q] : 0;
      text += found_Q[q] ? share_Q[q] : 0;
      category += AdWords.has(ad.category(), word) ? share_Q[q] : 0;
      meaning += share_Q[q] * (head ? 1 : meant(word, ad.head()));
      spelling += share_Q[q] * (head ? 1 : spelt(trigrams_Q[q], ad.head()));
    }
    int last = word_Q.length - 1;
    float topic = topic(ad.leaf());
    float whole = all() ? 1 : 0;
    float ends = AdWords.has(ad.head(), word_Q[last]) ? 1 : 0;
    int f = 0;
    x_F[f++] = title;
    x_F[f++] = text;
    x_F[f++] = whole;
    x_F[f++] = category;
    x_F[f++] = ends;
    x_F[f++] = AdWords.has(ad.head(), word_Q[0]) ? 1 : 0;
    x_F[f++] = pairs(ad.title());
    x_F[f++] = meaning;
    x_F[f++] = spelling;
    x_F[f++] = alike(ad.meaning_E());
    x_F[f++] = topic;
    x_F[f++] = main < 0 || ad.leaf() < 0 ? 0 : texts.family(ad.leaf(), main);
    x_F[f++] = Math.min(1, word_Q.length / LONGEST);
    x_F[f++] = text * topic;
    x_F[f++] = whole * topic;
    x_F[f++] = ends * topic;
    x_F[f++] = title * whole;
    x_F[f] = meaning * topic;
  }

  /** How dear the ad is in its category, from −1 to 1. */
  float dear(int number) {
    return 2 * texts.ad(number).dearness() - 1;
  }

  private boolean all() {
    for (boolean found : found_Q) {
      if (!found) {
        return false;
      }
    }
    return true;
  }

  private float meant(int word, int[] among) {
    float best = 0;
    for (int other : among) {
      best = Math.max(best, lexicon.likeness(word, other));
    }
    return best;
  }

  private float spelt(int[] trigrams, int[] among) {
    float best = 0;
    for (int other : among) {
      best = Math.max(best, lexicon.spelling(trigrams, other));
    }
    return best;
  }

  private float topic(int leaf) {
    return leaf < 0 || main < 0 ? 0 : about_K[leaf] / about_K[main];
  }

  private float pairs(int[] title) {
    if (word_Q.length == 1) {
      return Arrays.stream(title).anyMatch(word -> word == word_Q[0]) ? 1 : 0;
    }
    int found = 0;
    for (int q = 1; q < word_Q.length; q++) {
      boolean together = false;
      for (int i = 1; i < title.length && !together; i++) {
        together = title[i - 1] == word_Q[q - 1] && title[i] == word_Q[q];
      }
      found += together ? 1 : 0;
    }
    return found / (word_Q.length - 1f);
  }

  private float alike(byte[] other_E) {
    float dot = 0;
    for (int e = 0; e < other_E.length; e++) {
      dot += meaning_E[e] * other_E[e];
    }
    return dot / 127;
  }
}
