package io.adlib.serve;

import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.serve.release.Recall;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Proposes legal leaves in an order that depends on the user and how much is known of it; notes
 * what it was asked, and can be made slow by a hook.
 */
public final class TestingRecall {

  /** What a call was given. */
  public record Call(UserState user, Request request, int beam, int legal) {}

  public final List<Call> calls = new CopyOnWriteArrayList<>();
  public volatile java.util.function.IntConsumer onBeam = _ -> {};

  /** Bytes of prompts that may be kept, and how often all was to be forgotten. */
  public volatile long kept;

  public final AtomicInteger forgotten = new AtomicInteger();

  public Recall in(Trie trie) {
    return new Recall() {
      @Override
      public void keepPrefixes(long bytes) {
        kept = bytes;
      }

      @Override
      public void forgetUsers() {
        forgotten.incrementAndGet();
      }

      @Override
      public Recall over(SemanticIds ids, Trie changed) {
        return in(changed);
      }

      @Override
      public List<Proposal> propose(
          UserState user, Request request, LegalLeaves legal, int beam, int k) {
        calls.add(new Call(user, request, beam, legal.count()));
        onBeam.accept(beam);
        int salt = user.user().id().hashCode() + user.recent().size();
        return IntStream.range(0, trie.leaves())
            .filter(leaf -> legal.any(leaf, leaf + 1))
            .boxed()
            .sorted(Comparator.comparing(leaf -> Integer.hashCode(leaf * 31 + salt) % 101))
            .limit(Math.min(beam, k))
            .map(leaf -> new Proposal(leaf, -1 - leaf / 10.0))
            .toList();
      }

      @Override
      public double logP(UserState user, Request request, LegalLeaves legal, int leaf) {
        return legal.any(leaf, leaf + 1)
            ? -1 - leaf / 10.0 - user.recent().size()
            : Double.NEGATIVE_INFINITY;
      }

      @Override
      public double[] attention(UserState user, Request request) {
        return user.recent().stream().mapToDouble(_ -> 1.0 / user.recent().size()).toArray();
      }

      @Override
      public List<List<Prefix>> beams(
          UserState user, Request request, LegalLeaves legal, int beam) {
        var levels = new ArrayList<List<Prefix>>();
        for (int level = 1; level <= trie.depth(); level++) {
          int depth = level;
          levels.add(
              IntStream.range(0, Math.min(beam, trie.nodes(level)))
                  .filter(
                      node ->
                          legal.any(trie.firstLeaf(depth, node), trie.firstLeaf(depth, node + 1)))
                  .mapToObj(node -> new Prefix(List.of(trie.code(depth, node)), -node))
                  .toList());
        }
        return levels;
      }
    };
  }
}
