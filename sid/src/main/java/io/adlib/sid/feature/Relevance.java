package io.adlib.sid.feature;

import io.adlib.sid.relevance.RelevanceModel;
import io.adlib.sid.relevance.RelevantAds;

/** How well the ad answers the query, as a relevance model grades it; nothing without a query. */
final class Relevance implements Feature {

  private static final float RANGE = RelevanceModel.MOST - RelevanceModel.LEAST;

  private final Slot grade;
  private final RelevantAds ads;

  Relevance(Slots slots, RelevantAds ads) {
    this.ads = ads;
    grade = slots.dense("query.relevance");
  }

  @Override
  public Emitter at(RequestView request) {
    RelevantAds.Grades grades = ads.at(request.request.query().orElse(""));
    return grades.isEmpty()
        ? (_, _) -> {}
        : (ad, row) -> row.measure(grade, (float) (grades.of(ad) - RelevanceModel.LEAST) / RANGE);
  }
}
