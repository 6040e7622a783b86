package io.adlib.sid.feature;

import io.adlib.core.Catalogue;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.sid.SemanticIds;
import java.util.List;

/**
 * All features of the rankers over one catalogue; {@code learn} and {@code infer} both use it, so
 * that what is served is what was trained. A caller that may not use personal data passes {@link
 * UserState#unknown}. Immutable and thread-safe.
 */
public final class FeatureSet {

  private final AdTable table;
  private final List<Feature> features;
  private final List<String> names;
  private final int denseCount;

  /**
   * @param catalogue ads, campaigns and contents, by number
   * @param ids semantic IDs of ads and contents in one space; an ad without one has no code
   *     features
   */
  public FeatureSet(Catalogue catalogue, SemanticIds ids) {
    this(new AdTable(catalogue, ids));
  }

  private FeatureSet(AdTable table) {
    this.table = table;
    var slots = new Slots();
    features =
        List.of(
            new AdIdentity(slots, table),
            new Codes(slots, table),
            new Context(slots, table),
            new Attributes(slots, table),
            new RecentCodes(slots, table),
            new RecentTraits(slots, table),
            new RecentTopics(slots, table),
            new RecentWords(slots, table),
            new LastCodes(slots, table),
            new QueryMatch(slots, table),
            new PageMatch(slots, table),
            new Fatigue(slots, table),
            new Activity(slots));
    names = slots.names();
    denseCount = slots.denseCount();
  }

  /**
   * The same features over the same catalogue with further ads at its end, in little time. Words
   * and topics keep the weights they had, so that what a ranker learnt of them still holds.
   *
   * @param grown see {@link Catalogue#with}
   * @param more semantic IDs that begin with these; see {@link SemanticIds#with}
   */
  public FeatureSet with(Catalogue grown, SemanticIds more) {
    return new FeatureSet(table.with(grown, more));
  }

  /** Names of all features, in order; a model is bound to them. */
  public List<String> names() {
    return names;
  }

  /** D, the number of dense values. */
  public int denseCount() {
    return denseCount;
  }

  /** The number of ads. */
  public int adCount() {
    return table.item_A.length;
  }

  /** An empty row of the right size. */
  public FeatureRow newRow() {
    return new FeatureRow(denseCount);
  }

  /** The features of one request; made once, asked for each ad. */
  public AtRequest at(UserState state, Request request) {
    var view = new RequestView(state, request, table);
    Feature.Emitter[] emitters = new Feature.Emitter[features.size()];
    for (int f = 0; f < emitters.length; f++) {
      emitters[f] = features.get(f).at(view);
    }
    return new AtRequest(emitters);
  }

  /** The features of one request. For one thread at a time. */
  public static final class AtRequest {
    private final Feature.Emitter[] emitters;

    private AtRequest(Feature.Emitter[] emitters) {
      this.emitters = emitters;
    }

    /** Overwrites the row with the features of an ad, given by number. */
    public void fill(int ad, FeatureRow row) {
      row.clear();
      for (Feature.Emitter emitter : emitters) {
        emitter.emit(ad, row);
      }
    }
  }
}
