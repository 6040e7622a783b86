package io.adlib.sid.feature;

import io.adlib.core.Event;
import java.util.HashMap;
import java.util.Map;

/**
 * The ad's structured tags, each by itself; and how much of what the user lately read (forgetting
 * half in two days) and clicked (in twenty) has them: the mean over the ad's tags of Σ weight of
 * events with the tag / (½ + Σ weight). An ad without tags gets nothing.
 */
final class Tags implements Feature {

  private static final int DAYS = 1;
  private static final int WEEKS = 2;

  private final Slot tag;
  private final Slot content;
  private final Slot click;
  private final AdTable table;

  Tags(Slots slots, AdTable table) {
    this.table = table;
    tag = slots.hashed("ad.tag");
    content = slots.dense("tags.content");
    click = slots.dense("tags.click");
  }

  @Override
  public Emitter at(RequestView request) {
    Map<Integer, Float> read = new HashMap<>();
    Map<Integer, Float> clicked = new HashMap<>();
    float allRead = .5f;
    float allClicked = .5f;
    for (int e = 0; e < request.events; e++) {
      int item = request.item_E[e];
      if (item >= 0 && request.kind_E[e] == Event.Kind.CONTENT) {
        allRead += add(item, request.weight_HE[DAYS][e], read);
      } else if (item >= 0 && request.isResponse(e)) {
        allClicked += add(item, request.weight_HE[WEEKS][e], clicked);
      }
    }
    float reading = allRead;
    float clicking = allClicked;
    return (ad, row) -> {
      int[] own = table.item_A[ad] < 0 ? AdTable.NO_TAGS : table.tags_N[table.item_A[ad]];
      if (own.length == 0) {
        return;
      }
      float sumRead = 0;
      float sumClicked = 0;
      for (int t : own) {
        row.add(tag.salt(), t);
        sumRead += read.getOrDefault(t, 0f);
        sumClicked += clicked.getOrDefault(t, 0f);
      }
      row.measure(content, sumRead / reading / own.length);
      row.measure(click, sumClicked / clicking / own.length);
    };
  }

  private float add(int item, float weight, Map<Integer, Float> sums) {
    for (int t : table.tags_N[item]) {
      sums.merge(t, weight, Float::sum);
    }
    return weight;
  }
}
