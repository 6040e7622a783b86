package io.adlib.serve.index;

import java.io.IOException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TwoPhaseIterator;
import org.apache.lucene.search.Weight;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** The documents of ads that a request may be shown; checked one by one, where others matched. */
final class EligibleAds extends Query {

  private static final float COST = 4;

  private final RoaringBitmap eligible;

  EligibleAds(RoaringBitmap eligible) {
    this.eligible = eligible;
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext leaf) throws IOException {
        NumericDocValues ads = leaf.reader().getNumericDocValues(AdIndex.AD);
        if (ads == null) {
          return null;
        }
        DocIdSetIterator all = DocIdSetIterator.all(leaf.reader().maxDoc());
        var checked =
            new TwoPhaseIterator(all) {
              @Override
              public boolean matches() throws IOException {
                return ads.advanceExact(all.docID()) && eligible.contains((int) ads.longValue());
              }

              @Override
              public float matchCost() {
                return COST;
              }
            };
        return new DefaultScorerSupplier(new ConstantScoreScorer(score(), mode, checked));
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return false;
      }
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return eligible.getCardinality() + " eligible ads";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EligibleAds same && same.eligible == eligible;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(eligible);
  }
}
