package io.adlib.serve.index;

import io.adlib.core.Ad;
import io.adlib.core.BugException;
import io.adlib.core.Catalogue;
import io.adlib.serve.release.Release;
import io.adlib.serve.release.SearchTexts;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.QueryBuilder;
import org.roaringbitmap.RoaringBitmap;

/**
 * The ads of one version of a release by their words (BM25) and by their content vectors (HNSW,
 * Malkov and Yashunin, arXiv 1603.09320), both by Lucene, in memory. It only grows: an ad that was
 * withdrawn is not eligible, and so not found. Searching is thread-safe; {@link #grow} is for one
 * thread.
 */
public final class AdIndex {

  static final String AD = "ad";
  private static final String TITLE = "title";
  private static final String TEXT = "text";
  private static final String QUERIES = "queries";
  private static final String VECTOR = "vector";

  /** How much more a word counts by where it stands. */
  private static final Map<String, Float> FIELDS = Map.of(TITLE, 2f, TEXT, 1f, QUERIES, 1f);

  /** Most dimensions that Lucene takes. */
  private static final int WIDEST = 1024;

  private final String version;
  private final StandardAnalyzer analyzer = new StandardAnalyzer();
  private final IndexWriter writer;
  private volatile IndexSearcher searcher;
  private volatile int ads;

  AdIndex(Release release) {
    this(release.version());
    grow(release);
  }

  private AdIndex(String version) {
    this.version = version;
    try {
      writer = new IndexWriter(new ByteBuffersDirectory(), new IndexWriterConfig(analyzer));
      searcher = new IndexSearcher(DirectoryReader.open(writer));
    } catch (IOException e) {
      throw impossible(e);
    }
  }

  /** An index by words alone of a catalogue that does not grow, to measure what is found. */
  public static AdIndex ofWords(Catalogue catalogue, SearchTexts texts) {
    var index = new AdIndex("");
    index.add(catalogue.ads(), texts, _ -> Optional.empty());
    return index;
  }

  private static BugException impossible(IOException e) {
    return new BugException("an index in memory failed", "report this", e);
  }

  boolean isOf(Release release) {
    return version.equals(release.version());
  }

  /** How many ads it has. */
  int ads() {
    return ads;
  }

  /** Takes the ads in that a later edition has more. */
  void grow(Release release) {
    add(release.catalogue().ads(), release.texts(), ad -> vector(release, ad));
  }

  private void add(List<Ad> all, SearchTexts texts, Function<Ad, Optional<float[]>> vectors) {
    try {
      for (int ad = ads; ad < all.size(); ad++) {
        writer.addDocument(document(all.get(ad), ad, texts, vectors));
      }
      if (ads < all.size()) {
        searcher = new IndexSearcher(DirectoryReader.open(writer));
        ads = all.size();
      }
    } catch (IOException e) {
      throw impossible(e);
    }
  }

  private static Document document(
      Ad ad, int number, SearchTexts texts, Function<Ad, Optional<float[]>> vectors) {
    var document = new Document();
    document.add(new StoredField("number", number));
    document.add(new NumericDocValuesField(AD, number));
    document.add(new TextField(TITLE, ad.title(), Field.Store.NO));
    document.add(
        new TextField(
            TEXT,
            ad.description() + "\n" + ad.brand() + "\n" + String.join("\n", ad.category()),
            Field.Store.NO));
    for (String query : texts.of(ad.id())) {
      document.add(new TextField(QUERIES, query, Field.Store.NO));
    }
    vectors
        .apply(ad)
        .ifPresent(
            x_E ->
                document.add(
                    new KnnFloatVectorField(VECTOR, x_E, VectorSimilarityFunction.COSINE)));
    return document;
  }

  private static Optional<float[]> vector(Release release, Ad ad) {
    int item = release.ids().indexOf(ad.id());
    return release
        .vectors()
        .filter(vectors -> item >= 0 && vectors.width() <= WIDEST)
        .map(
            vectors -> {
              float[] x_E = new float[vectors.width()];
              vectors.add(item, 1, x_E);
              return x_E;
            })
        .filter(AdIndex::isUsable);
  }

  static boolean isUsable(float[] x_E) {
    double sum = 0;
    for (float x : x_E) {
      sum += (double) x * x;
    }
    return sum > 1e-12 && Double.isFinite(sum);
  }

  /** The eligible ads that have most of a query's words, best first. */
  public int[] byWords(String query, RoaringBitmap eligible, int k) {
    var builder = new QueryBuilder(analyzer);
    var any = new BooleanQuery.Builder();
    boolean empty = true;
    for (Map.Entry<String, Float> field : FIELDS.entrySet()) {
      Query words = builder.createBooleanQuery(field.getKey(), query);
      if (words != null) {
        any.add(new BoostQuery(words, field.getValue()), BooleanClause.Occur.SHOULD);
        empty = false;
      }
    }
    if (empty) {
      return new int[0];
    }
    return search(
        new BooleanQuery.Builder()
            .add(any.build(), BooleanClause.Occur.MUST)
            .add(new EligibleAds(eligible), BooleanClause.Occur.FILTER)
            .build(),
        k);
  }

  /** The eligible ads whose vectors point most nearly into a direction, best first. */
  int[] byVector(float[] direction_E, RoaringBitmap eligible, int k) {
    return isUsable(direction_E)
        ? search(new KnnFloatVectorQuery(VECTOR, direction_E, k, new EligibleAds(eligible)), k)
        : new int[0];
  }

  private int[] search(Query query, int k) {
    try {
      IndexSearcher now = searcher;
      ScoreDoc[] hits = now.search(query, k).scoreDocs;
      int[] found = new int[hits.length];
      for (int i = 0; i < hits.length; i++) {
        found[i] =
            now.storedFields().document(hits[i].doc).getField("number").numericValue().intValue();
      }
      return found;
    } catch (IOException e) {
      throw impossible(e);
    }
  }
}
