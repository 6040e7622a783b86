package io.adlib.app.fusion;

import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.serve.release.Recall;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one recall finds probable, of its own proposals and of another's. Two of them with their
 * roles changed speak of the same ads.
 */
record JoinedRecall(Recall judge, Recall other) implements Recall {

  @Override
  public Scored propose(
      UserState user, Request request, LegalLeaves legal, int beam, int k, int[] leaves) {
    int[] others =
        other.propose(user, request, legal, beam, k).stream().mapToInt(Proposal::leaf).toArray();
    int[] asked =
        IntStream.concat(IntStream.of(leaves), IntStream.of(others)).sorted().distinct().toArray();
    Scored judged = judge.propose(user, request, legal, beam, k, asked);
    List<Proposal> all = new ArrayList<>(judged.best());
    for (int leaf : others) {
      if (judged.best().stream().noneMatch(proposal -> proposal.leaf() == leaf)) {
        all.add(new Proposal(leaf, judged.logP_K()[Arrays.binarySearch(asked, leaf)]));
      }
    }
    return new Scored(
        all,
        IntStream.of(leaves)
            .mapToDouble(leaf -> judged.logP_K()[Arrays.binarySearch(asked, leaf)])
            .toArray());
  }

  @Override
  public List<Proposal> propose(
      UserState user, Request request, LegalLeaves legal, int beam, int k) {
    return propose(user, request, legal, beam, k, new int[0]).best();
  }

  @Override
  public double logP(UserState user, Request request, LegalLeaves legal, int leaf) {
    return judge.logP(user, request, legal, leaf);
  }

  @Override
  public List<List<Prefix>> beams(UserState user, Request request, LegalLeaves legal, int beam) {
    return judge.beams(user, request, legal, beam);
  }

  @Override
  public double[] attention(UserState user, Request request) {
    return judge.attention(user, request);
  }

  @Override
  public Recall over(SemanticIds ids, Trie trie) {
    return new JoinedRecall(judge.over(ids, trie), other.over(ids, trie));
  }
}
