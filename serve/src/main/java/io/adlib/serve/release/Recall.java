package io.adlib.serve.release;

import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Proposes ads for a request by generating semantic IDs, alone or with other evidence. Thread-safe.
 */
public interface Recall {

  /** The source of what the generator proposes. */
  String GENERATOR = "generator";

  /**
   * An ad that is proposed.
   *
   * @param leaf its leaf in the release's trie
   * @param logP natural logarithm of the probability of its path among the legal ones, by the
   *     generator
   * @param sources who proposes it, at least one
   */
  record Proposal(int leaf, double logP, List<String> sources) {
    /** By the generator alone. */
    public Proposal(int leaf, double logP) {
      this(leaf, logP, List.of(GENERATOR));
    }

    public Proposal {
      sources = List.copyOf(sources);
    }
  }

  /**
   * The best legal ads, best first; by the generator alone these are the most probable ones. None
   * that is not legal is ever proposed.
   *
   * @param user what may be known of the user; nothing, without consent
   * @param beam prefixes kept at each level
   * @param k most proposals
   */
  List<Proposal> propose(UserState user, Request request, LegalLeaves legal, int beam, int k);

  /**
   * The same, and beside it how probable certain leaves are, whether they are proposed or not.
   *
   * @param leaves in the release's trie, ascending, each once
   */
  default Scored propose(
      UserState user, Request request, LegalLeaves legal, int beam, int k, int[] leaves) {
    return new Scored(
        propose(user, request, legal, beam, k),
        IntStream.of(leaves).mapToDouble(leaf -> logP(user, request, legal, leaf)).toArray());
  }

  /**
   * Proposals, and what was asked for.
   *
   * @param best first
   * @param logP_K of each leaf asked for, as {@link #logP} has it
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Scored(List<Proposal> best, double[] logP_K) {}

  /** The beams of the generator's search, level by level, the first level first. */
  List<List<Prefix>> beams(UserState user, Request request, LegalLeaves legal, int beam);

  /**
   * How probable one ad is, without a search.
   *
   * @param leaf its leaf in the release's trie
   * @return natural logarithm of the probability of its path among the legal ones; −∞ if the leaf
   *     is not legal
   */
  double logP(UserState user, Request request, LegalLeaves legal, int leaf);

  /**
   * How much of the generator's attention rests on each event.
   *
   * @return by number in {@code user.recent()}, from 0 to 1, 0 for what it does not read; what is
   *     missing from their sum rests on the user's attributes and on the request
   */
  double[] attention(UserState user, Request request);

  /**
   * From now on what users' prompts begin with may be kept in memory between requests: the same
   * proposals, sooner.
   *
   * @param bytes at most; 0 for nothing
   */
  default void keepPrefixes(long bytes) {}

  /** Forgets what it keeps of users. */
  default void forgetUsers() {}

  /** The same over the trie of a later edition; semantic IDs begin with those it knew. */
  Recall over(SemanticIds ids, Trie trie);

  /**
   * A prefix in a beam.
   *
   * @param codes from the first level on
   * @param logP natural logarithm of its probability
   * @param value what the ad that it leads to is expected to be worth in the end, in units of the
   *     mean; empty where the release has no evaluator
   */
  record Prefix(List<Integer> codes, double logP, OptionalDouble value) {
    public Prefix {
      codes = List.copyOf(codes);
    }

    /** One that nobody values. */
    public Prefix(List<Integer> codes, double logP) {
      this(codes, logP, OptionalDouble.empty());
    }
  }
}
