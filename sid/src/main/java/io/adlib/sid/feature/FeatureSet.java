package io.adlib.sid.feature;

import io.adlib.core.Catalogue;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.relevance.RelevantAds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * All features of the rankers over one catalogue; {@code learn} and {@code infer} both use it, so
 * that what is served is what was trained. A caller that may not use personal data passes {@link
 * UserState#unknown}. Immutable and thread-safe.
 */
public final class FeatureSet {

  private final AdTable table;
  private final Set<SemanticFeature> semantic;
  private final List<Feature> features;
  private final List<String> names;
  private final int denseCount;

  /**
   * @param catalogue ads, campaigns and contents, by number
   * @param ids semantic IDs of ads and contents in one space; an ad without one has no code
   *     features
   */
  public FeatureSet(Catalogue catalogue, SemanticIds ids) {
    this(catalogue, ids, ItemSignals.NONE, SemanticFeature.all());
  }

  /**
   * The same with what more is known of the items.
   *
   * @param signals what is absent makes no feature, so a ranker is bound to what there was
   */
  public FeatureSet(Catalogue catalogue, SemanticIds ids, ItemSignals signals) {
    this(catalogue, ids, signals, SemanticFeature.all());
  }

  /** The same with some of the semantic features only, to measure what each adds. */
  public FeatureSet(
      Catalogue catalogue, SemanticIds ids, ItemSignals signals, Set<SemanticFeature> semantic) {
    this(new AdTable(catalogue, ids, signals), semantic);
  }

  private FeatureSet(AdTable table, Set<SemanticFeature> semantic) {
    this.table = table;
    this.semantic = Set.copyOf(semantic);
    var slots = new Slots();
    var all = new ArrayList<Feature>();
    all.add(new AdIdentity(slots, table));
    when(SemanticFeature.CODES, all, () -> new Codes(slots, table));
    all.add(new Context(slots, table));
    all.add(new Attributes(slots, table));
    when(SemanticFeature.RECENT_CODES, all, () -> new RecentCodes(slots, table));
    all.add(new RecentTraits(slots, table));
    all.add(new RecentTopics(slots, table));
    all.add(new RecentWords(slots, table));
    when(SemanticFeature.LAST_CODES, all, () -> new LastCodes(slots, table));
    all.add(new QueryMatch(slots, table));
    all.add(new PageMatch(slots, table));
    all.add(new Fatigue(slots, table));
    all.add(new Activity(slots));
    table
        .signals
        .vectors()
        .ifPresent(
            vectors ->
                when(SemanticFeature.VECTORS, all, () -> new LikeVectors(slots, table, vectors)));
    table.relevance.ifPresent(_ -> all.add(new Relevance(slots)));
    if (!table.signals.tags().isEmpty()) {
      when(SemanticFeature.TAGS, all, () -> new Tags(slots, table));
    }
    features = List.copyOf(all);
    names = slots.names();
    denseCount = slots.denseCount();
  }

  private void when(SemanticFeature part, List<Feature> all, Supplier<Feature> made) {
    if (semantic.contains(part)) {
      all.add(made.get());
    }
  }

  /**
   * The same features over the same catalogue with further ads at its end, in little time. Words
   * and topics keep the weights they had, so that what a ranker learnt of them still holds.
   *
   * @param grown see {@link Catalogue#with}
   * @param more semantic IDs that begin with these; see {@link SemanticIds#with}
   */
  public FeatureSet with(Catalogue grown, SemanticIds more) {
    return new FeatureSet(table.with(grown, more), semantic);
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
    return new AtRequest(emitters, view.grades);
  }

  /** The features of one request. For one thread at a time. */
  public static final class AtRequest {
    private final Feature.Emitter[] emitters;
    private final Optional<RelevantAds.Grades> grades;

    private AtRequest(Feature.Emitter[] emitters, Optional<RelevantAds.Grades> grades) {
      this.emitters = emitters;
      this.grades = grades;
    }

    /** How well ads answer the query, if there is a model that says and a query to answer. */
    public Optional<RelevantAds.Grades> grades() {
      return grades;
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
