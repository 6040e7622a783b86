package io.adlib.serve.index;

import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.serve.release.Release;
import io.adlib.sid.nearest.QuantisedVectors;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.roaringbitmap.RoaringBitmap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proposes ads by an index of each release that answers: by the words of a query, by the user's
 * vector (what was lately read and clicked, each step back weighing less), and by the query's
 * vector, which is that of the ads its words find first (pseudo-relevance feedback, Rocchio 1971),
 * so that no encoder runs in a request. An index is built in the background when its release goes
 * live, and follows its editions; until it is there, nothing is proposed. Thread-safe.
 */
public final class IndexRecall implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(IndexRecall.class);
  private static final int PROPOSALS = 16;
  private static final int FEEDBACK = 5;
  private static final int EVENTS = 30;
  private static final double DECAY = .8;

  /** Indexes of so many versions are kept: the live one, one before, and those of arms. */
  private static final int KEPT = 4;

  private final int most;
  private final ConcurrentHashMap<String, AdIndex> byVersion = new ConcurrentHashMap<>();
  private final ThreadFactory daemon =
      Thread.ofPlatform().daemon().name("ad-index").priority(Thread.MIN_PRIORITY).factory();
  private final ExecutorService builder = Executors.newSingleThreadExecutor(daemon);

  /**
   * @param most ads of a release that is indexed; a larger one is not
   */
  public IndexRecall(int most) {
    this.most = most;
  }

  /**
   * What the index proposes, best first.
   *
   * @param lexical by the query's words
   * @param vector by the vectors of user and query
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  public record Proposals(int[] lexical, int[] vector) {
    /** Nothing. */
    public static final Proposals NONE = new Proposals(new int[0], new int[0]);
  }

  /** A release or edition answers from now on; its index is made in the background. */
  public void follow(Release release) {
    var _ = indexed(release);
  }

  /** Done when the index of it is. */
  Future<?> indexed(Release release) {
    try {
      return builder.submit(() -> index(release));
    } catch (RejectedExecutionException _) {
      return CompletableFuture.completedFuture(null);
    }
  }

  private void index(Release release) {
    if (release.catalogue().ads().size() > most) {
      return;
    }
    try {
      AdIndex known = byVersion.get(release.version());
      if (known != null) {
        known.grow(release);
        return;
      }
      if (byVersion.size() >= KEPT) {
        byVersion.clear();
      }
      byVersion.put(release.version(), new AdIndex(release));
    } catch (RuntimeException e) {
      log.error("the index of release {} cannot be built", release.version(), e);
    }
  }

  /** Proposes eligible ads. */
  public Proposals propose(
      UserState user, Request request, Release release, RoaringBitmap eligible) {
    AdIndex index = byVersion.get(release.version());
    if (index == null || eligible.isEmpty()) {
      return Proposals.NONE;
    }
    String query = request.query().orElse("");
    int[] lexical = query.isBlank() ? new int[0] : index.byWords(query, eligible, PROPOSALS);
    Optional<float[]> direction_E =
        release.vectors().map(vectors -> direction(user, release, vectors, lexical));
    int[] vector = direction_E.map(d -> index.byVector(d, eligible, PROPOSALS)).orElse(new int[0]);
    return new Proposals(lexical, vector);
  }

  /** The query's and the user's, each of length 1 as far as there is one, added up. */
  private static float[] direction(
      UserState user, Release release, QuantisedVectors vectors, int[] lexical) {
    float[] query_E = new float[vectors.width()];
    for (int i = 0; i < Math.min(FEEDBACK, lexical.length); i++) {
      int item = release.ids().indexOf(release.catalogue().ads().get(lexical[i]).id());
      if (item >= 0) {
        vectors.add(item, 1, query_E);
      }
    }
    float[] user_E = new float[vectors.width()];
    double weight = 1;
    List<Event> recent = user.recent();
    for (int e = recent.size() - 1; e >= Math.max(0, recent.size() - EVENTS); e--) {
      int item = isInterest(recent.get(e)) ? release.ids().indexOf(recent.get(e).subject()) : -1;
      if (item >= 0) {
        vectors.add(item, (float) weight, user_E);
        weight *= DECAY;
      }
    }
    return sum(unit(query_E), unit(user_E));
  }

  private static boolean isInterest(Event event) {
    return switch (event.kind()) {
      case CONTENT, CLICK, CART, CONVERSION -> true;
      case SEARCH, IMPRESSION -> false;
    };
  }

  private static float[] unit(float[] x_E) {
    double squares = 0;
    for (float x : x_E) {
      squares += (double) x * x;
    }
    double scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    float[] unit_E = new float[x_E.length];
    for (int e = 0; e < x_E.length; e++) {
      unit_E[e] = (float) (x_E[e] * scale);
    }
    return unit_E;
  }

  private static float[] sum(float[] a_E, float[] b_E) {
    for (int e = 0; e < a_E.length; e++) {
      a_E[e] += b_E[e];
    }
    return a_E;
  }

  /** Builds no more. */
  @Override
  public void close() {
    builder.shutdownNow();
  }
}
