package io.adlib.app.pipeline;

import io.adlib.core.Catalogue;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.Encoder;
import io.adlib.learn.relevance.Meanings;
import io.adlib.learn.relevance.RelevanceTraining;
import io.adlib.sid.relevance.AdText;
import io.adlib.sid.relevance.AdTexts;
import io.adlib.sid.relevance.Lexicon;
import io.adlib.sid.relevance.RatedPairs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Graded pairs of queries and a catalogue's ads: labels by a language model, and people's grades,
 * each of which counts as much as several labels. Not thread-safe.
 */
public final class LearntPairs {

  private static final int WORDS = 30_000;
  private static final double OF_PEOPLE = 4;

  private final Catalogue catalogue;
  private final Map<Pair, Graded> pairs = new LinkedHashMap<>();
  private int taken;

  private record Pair(String query, int ad) {}

  private record Graded(int grade, boolean byPeople) {}

  /** None yet. */
  public LearntPairs(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Adds a label; one of an ad that is not there is passed over. */
  public void label(String query, String ad, int grade) {
    add(query, ad, new Graded(grade, false));
  }

  /** Adds a grade by people, in place of a label of the same pair. */
  public void grade(String query, String ad, int grade) {
    add(query, ad, new Graded(grade, true));
  }

  private void add(String query, String ad, Graded graded) {
    int number = catalogue.adIndex(ad);
    if (number >= 0) {
      taken++;
      pairs.merge(
          new Pair(query, number),
          graded,
          (old, now) -> old.byPeople() && !now.byPeople() ? old : now);
    }
  }

  /** How many pairs there are. */
  public int size() {
    return pairs.size();
  }

  /** How many of them people graded. */
  public int ofPeople() {
    return (int) pairs.values().stream().filter(Graded::byPeople).count();
  }

  /** How many labels and grades were of ads that are there. */
  public int taken() {
    return taken;
  }

  /**
   * Trains a relevance model on them.
   *
   * @param words encodes single words
   */
  public RelevanceTraining.Trained train(Encoder<String> words, Seed seed, Progress progress) {
    List<AdText> ads = catalogue.ads().stream().map(ad -> AdText.of(ad, catalogue)).toList();
    var texts = new ArrayList<>(ads.stream().map(AdText::all).toList());
    pairs.keySet().stream().map(Pair::query).distinct().forEach(texts::add);
    Lexicon lexicon = Meanings.of(Lexicon.counted(texts, WORDS), words, progress);
    var rated = new RatedPairs(new AdTexts(lexicon, ads));
    pairs.forEach(
        (pair, graded) ->
            rated.add(pair.query(), pair.ad(), graded.grade(), graded.byPeople() ? OF_PEOPLE : 1));
    return RelevanceTraining.train(rated.rows(), lexicon, seed, progress);
  }
}
