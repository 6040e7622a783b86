package io.adlib.sid.feature;

import io.adlib.sid.relevance.RelevanceModel;

/** How well the ad answers the query, as a relevance model grades it; nothing without a query. */
final class Relevance implements Feature {

  private static final float RANGE = RelevanceModel.MOST - RelevanceModel.LEAST;

  private final Slot grade;

  Relevance(Slots slots) {
    grade = slots.dense("query.relevance");
  }

  @Override
  public Emitter at(RequestView request) {
    return request
        .grades
        .<Emitter>map(
            grades ->
                (ad, row) ->
                    row.measure(grade, (float) (grades.of(ad) - RelevanceModel.LEAST) / RANGE))
        .orElse((_, _) -> {});
  }
}
