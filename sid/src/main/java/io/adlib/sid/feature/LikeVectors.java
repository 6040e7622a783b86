package io.adlib.sid.feature;

import io.adlib.core.Event;
import io.adlib.sid.nearest.QuantisedVectors;
import io.adlib.sid.nearest.QuantisedVectors.Likeness;

/**
 * How like the ad is to what the user lately read (forgetting half in two days), to what was
 * clicked (in twenty), and to the page around it: cosines of quantised vectors, not below 0. Codes
 * tell only whether two things share a cluster; this tells how far apart their clusters are.
 */
final class LikeVectors implements Feature {

  private static final int DAYS = 1;
  private static final int WEEKS = 2;

  private final Slot content;
  private final Slot click;
  private final Slot page;
  private final AdTable table;
  private final QuantisedVectors vectors;

  LikeVectors(Slots slots, AdTable table, QuantisedVectors vectors) {
    this.table = table;
    this.vectors = vectors;
    content = slots.dense("like.content");
    click = slots.dense("like.click");
    page = slots.dense("like.page");
  }

  @Override
  public Emitter at(RequestView request) {
    float[] read_E = new float[vectors.width()];
    float[] clicked_E = new float[vectors.width()];
    for (int e = 0; e < request.events; e++) {
      if (request.item_E[e] >= 0 && request.kind_E[e] == Event.Kind.CONTENT) {
        vectors.add(request.item_E[e], request.weight_HE[DAYS][e], read_E);
      } else if (request.item_E[e] >= 0 && request.isResponse(e)) {
        vectors.add(request.item_E[e], request.weight_HE[WEEKS][e], clicked_E);
      }
    }
    float[] page_E = new float[vectors.width()];
    if (request.pageItem >= 0) {
      vectors.add(request.pageItem, 1, page_E);
    }
    Likeness toRead = vectors.toward(read_E);
    Likeness toClicked = vectors.toward(clicked_E);
    Likeness toPage = vectors.toward(page_E);
    return (ad, row) -> {
      int item = table.item_A[ad];
      if (item >= 0) {
        row.measure(content, Math.max(0, toRead.of(item)));
        row.measure(click, Math.max(0, toClicked.of(item)));
        row.measure(page, Math.max(0, toPage.of(item)));
      }
    };
  }
}
