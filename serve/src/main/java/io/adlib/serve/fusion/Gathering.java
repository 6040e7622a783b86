package io.adlib.serve.fusion;

import io.adlib.core.Event;
import io.adlib.core.UserState;
import io.adlib.evaluate.sequential.Floor;
import io.adlib.kernel.compute.TopK;
import io.adlib.serve.release.Recall;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.nearest.Companions;
import io.adlib.sid.nearest.QuantisedVectors;
import java.util.Arrays;
import java.util.List;

/**
 * The candidates of one request and what each evidence says of them, in flat arrays that are used
 * from request to request. First {@link #gather} those that co-occurrence and texts propose, then
 * {@link #join} those of the generator. Not thread-safe.
 */
final class Gathering {

  /** Evidence: the generator; co-occurrence and texts, each of the history and of its newest. */
  static final int PARTS = 5;

  static final int BY_GENERATOR = 1;
  static final int BY_COMPANIONS = 2;
  static final int BY_TEXT = 4;

  /** What each evidence beside the generator proposes. */
  private static final int DEPTH = 32;

  private static final int EVENTS = Floor.Settings.DEFAULT.lastItems();
  private static final double COMPANIONS_DECAY = Floor.Settings.DEFAULT.decay();

  /** As for young ads; chosen on benchmarks/cold.md's validation. */
  private static final double TEXT_DECAY = .8;

  /** Texts propose nothing among more legal ads than this; they still speak of the others'. */
  private static final int SCANNED = 20_000;

  private final TopK best = new TopK();
  private final CompanionTally tally = new CompanionTally();
  private final int[] taken = new int[EVENTS];
  private final float[] liked_E;
  private final float[] newest_E;
  private QuantisedVectors.Likeness liked = _ -> 0;
  private QuantisedVectors.Likeness likedNewest = _ -> 0;

  /** Proposals as leaf · 8 + who proposes it, until they are sorted. */
  private final long[] proposed = new long[2 * DEPTH];

  private int proposals;

  /** Candidates' leaves, ascending, and bits of who proposed them. */
  int[] leaf_C = {};

  int[] by_C = {};

  /** What each part says of the candidates. */
  float[][] scores_PC = {};

  Gathering(int width) {
    liked_E = new float[width];
    newest_E = new float[width];
  }

  /**
   * Reads what the user took and gathers what goes with it.
   *
   * @return the leaves proposed, ascending; none where nothing is known of the user
   */
  int[] gather(
      UserState user,
      SemanticIds ids,
      Trie trie,
      LegalLeaves legal,
      Companions companions,
      QuantisedVectors vectors) {
    int count = read(user.recent(), ids);
    proposals = 0;
    if (count == 0) {
      return new int[0];
    }
    tally.reset(companions, taken, count);
    Arrays.fill(liked_E, 0);
    Arrays.fill(newest_E, 0);
    vectors.add(taken[0], 1, newest_E);
    double weight = 1;
    double textWeight = 1;
    for (int t = 0; t < count; t++) {
      tally.add(companions, taken[t], (float) weight, t == 0);
      vectors.add(taken[t], (float) textWeight, liked_E);
      weight *= COMPANIONS_DECAY;
      textWeight *= TEXT_DECAY;
    }
    liked = vectors.toward(liked_E);
    likedNewest = vectors.toward(newest_E);
    proposeCompanions(trie, legal);
    proposeLiked(trie, legal);
    return merged();
  }

  /** Items that the user read, clicked or bought, newest first. */
  private int read(List<Event> recent, SemanticIds ids) {
    int count = 0;
    for (int e = recent.size() - 1; e >= 0 && count < EVENTS; e--) {
      Event event = recent.get(e);
      boolean interest =
          switch (event.kind()) {
            case CONTENT, CLICK, CART, CONVERSION -> true;
            case SEARCH, IMPRESSION -> false;
          };
      int item = interest ? ids.indexOf(event.subject()) : -1;
      if (item >= 0) {
        taken[count++] = item;
      }
    }
    return count;
  }

  private void proposeCompanions(Trie trie, LegalLeaves legal) {
    best.reset(DEPTH);
    for (int i = 0; i < tally.size(); i++) {
      int leaf = trie.leaf(tally.item(i));
      if (leaf >= 0 && legal.any(leaf, leaf + 1)) {
        best.offer(tally.sum(i), leaf, 0);
      }
    }
    keepBest(BY_COMPANIONS);
  }

  private void proposeLiked(Trie trie, LegalLeaves legal) {
    best.reset(DEPTH);
    if (legal.count() <= SCANNED) {
      for (int leaf = legal.next(0); leaf >= 0; leaf = legal.next(leaf + 1)) {
        best.offer(liked.of(trie.item(leaf)), leaf, 0);
      }
    }
    keepBest(BY_TEXT);
  }

  private void keepBest(int by) {
    for (int place = 0; place < best.size(); place++) {
      proposed[proposals++] = (long) best.number(place) << 3 | by;
    }
  }

  private int[] merged() {
    Arrays.sort(proposed, 0, proposals);
    leaf_C = new int[proposals];
    by_C = new int[proposals];
    int size = 0;
    for (int i = 0; i < proposals; i++) {
      int leaf = (int) (proposed[i] >>> 3);
      size += size == 0 || leaf_C[size - 1] != leaf ? 1 : 0;
      leaf_C[size - 1] = leaf;
      by_C[size - 1] |= (int) proposed[i] & 7;
    }
    leaf_C = Arrays.copyOf(leaf_C, size);
    return leaf_C;
  }

  /** Adds what the generator proposes and says of the leaves gathered; scores all of them. */
  void join(Recall.Scored generated, Trie trie) {
    int[] asked = leaf_C;
    int[] askedBy = by_C;
    int[] all = Arrays.copyOf(asked, asked.length + generated.best().size());
    int size = asked.length;
    for (Recall.Proposal proposal : generated.best()) {
      if (Arrays.binarySearch(asked, proposal.leaf()) < 0) {
        all[size++] = proposal.leaf();
      }
    }
    leaf_C = Arrays.copyOf(all, size);
    Arrays.sort(leaf_C);
    by_C = new int[size];
    scores_PC = new float[PARTS][size];
    for (int i = 0; i < asked.length; i++) {
      int c = Arrays.binarySearch(leaf_C, asked[i]);
      by_C[c] = askedBy[i];
      scores_PC[0][c] = (float) generated.logP_K()[i];
    }
    for (Recall.Proposal proposal : generated.best()) {
      int c = Arrays.binarySearch(leaf_C, proposal.leaf());
      by_C[c] |= BY_GENERATOR;
      scores_PC[0][c] = (float) proposal.logP();
    }
    for (int c = 0; c < size; c++) {
      int item = trie.item(leaf_C[c]);
      scores_PC[1][c] = tally.sumOf(item);
      scores_PC[2][c] = tally.newestOf(item);
      scores_PC[3][c] = liked.of(item);
      scores_PC[4][c] = likedNewest.of(item);
    }
  }
}
