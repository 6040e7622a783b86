package io.adlib.app;

import io.adlib.core.Catalogue;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.serve.release.Valuer;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A release of {@code ad-1} and {@code ad-2} without any model: all that is legal, alike. */
public final class TwoAds {

  private TwoAds() {}

  /** Of a catalogue with these two ads; each is clicked with probability .05. */
  public static Release release(Catalogue catalogue) {
    return release(catalogue, _ -> {});
  }

  /**
   * The same.
   *
   * @param asked told of each request that proposals are asked for, on that request's thread
   */
  public static Release release(Catalogue catalogue, Consumer<Request> asked) {
    var ids = new SemanticIds(List.of("ad-1", "ad-2"), 2, 4, new short[] {0, 0, 0, 1});
    Trie trie = Release.trieOfAds(catalogue, ids);
    return Release.of(
        "v1",
        catalogue,
        ids,
        trie,
        new AnyLegal(trie, asked),
        (_, _, ads) -> Arrays.stream(ads).mapToObj(_ -> new Valuer.Value(.05, .1)).toList());
  }

  private record AnyLegal(Trie trie, Consumer<Request> asked) implements Recall {

    @Override
    public List<Proposal> propose(UserState u, Request r, LegalLeaves legal, int beam, int k) {
      asked.accept(r);
      return IntStream.range(0, trie.leaves())
          .filter(leaf -> legal.any(leaf, leaf + 1))
          .mapToObj(leaf -> new Proposal(leaf, -1))
          .toList();
    }

    @Override
    public List<List<Prefix>> beams(UserState u, Request r, LegalLeaves legal, int beam) {
      return List.of();
    }

    @Override
    public double logP(UserState u, Request r, LegalLeaves legal, int leaf) {
      return -1;
    }

    @Override
    public double[] attention(UserState u, Request r) {
      return new double[u.recent().size()];
    }

    @Override
    public Recall over(SemanticIds ids, Trie changed) {
      return new AnyLegal(changed, asked);
    }
  }
}
