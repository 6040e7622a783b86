package io.adlib.sid.relevance;

import io.adlib.core.Catalogue;

/** A relevance model over a catalogue's ads, by number. Immutable and thread-safe. */
public final class RelevantAds {

  private final RelevanceModel model;
  private final AdTexts texts;

  /** Reads the catalogue's texts. */
  public RelevantAds(RelevanceModel model, Catalogue catalogue) {
    this(model, AdTexts.of(model.lexicon(), catalogue));
  }

  /** The same over ads that were read with the model's lexicon. */
  public RelevantAds(RelevanceModel model, AdTexts texts) {
    this.model = model;
    this.texts = texts;
  }

  /** The same with the ads at a grown catalogue's end, in little time. */
  public RelevantAds with(Catalogue grown) {
    return new RelevantAds(model, texts.with(grown));
  }

  /** A query's grades; made once a query, asked for each ad. */
  public Grades at(String query) {
    return new Grades(new Evidence(texts, query));
  }

  /** The grades of one query. For one thread at a time. */
  public final class Grades {
    private final Evidence query;
    private final float[] x_F = new float[Evidence.COUNT];

    /** The ad that was asked for last, and its grade: it is asked for more than once in a row. */
    private int last = -1;

    private double grade;

    private Grades(Evidence query) {
      this.query = query;
    }

    /** Whether the query says nothing, so that no ad has a grade. */
    public boolean isEmpty() {
      return query.isEmpty();
    }

    /**
     * The mean grade of an ad, in [1,4].
     *
     * @throws IllegalStateException if the query says nothing
     */
    public double of(int ad) {
      if (query.isEmpty()) {
        throw new IllegalStateException("the query says nothing");
      }
      if (ad != last) {
        query.look(ad, x_F);
        grade = model.grade(query, x_F, query.dear(ad));
        last = ad;
      }
      return grade;
    }
  }
}
