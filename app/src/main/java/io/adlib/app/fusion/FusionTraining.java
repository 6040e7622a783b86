package io.adlib.app.fusion;

import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import io.adlib.data.tables.UserHistories;
import io.adlib.evaluate.fusion.Choice;
import io.adlib.evaluate.fusion.Evidence;
import io.adlib.evaluate.sequential.CompanionCounts;
import io.adlib.evaluate.sequential.Floor;
import io.adlib.market.eligibility.AdLeaves;
import io.adlib.market.eligibility.Blocks;
import io.adlib.market.eligibility.Budgets;
import io.adlib.market.eligibility.Eligibility;
import io.adlib.market.eligibility.EligibilityQuery;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.serve.fusion.FusedRecall;
import io.adlib.serve.release.Recall;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.nearest.Companions;
import io.adlib.sid.nearest.QuantisedVectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * Learns what a generator is fused with: co-occurrence of what its own users took, and the weights
 * by the clicks of users that it has not learnt from, each as serving would have met it.
 *
 * @param generator as it is served, without value
 * @param vectors of the same semantic IDs
 * @param beam as in serving
 */
public record FusionTraining(
    Catalogue catalogue,
    SemanticIds ids,
    Trie trie,
    Recall generator,
    QuantisedVectors vectors,
    int beam,
    Progress progress) {

  /** The newest so many clicks are learnt from. */
  static final int MOST_CLICKS = 4000;

  private static final int COMPANIONS = 64;

  /** 192 MiB. */
  private static final int ROOM = 16 << 20;

  /**
   * What was learnt.
   *
   * @param report what it is worth on those clicks
   */
  public record Learnt(Companions companions, Choice choice, FusionReport report) {}

  /**
   * Reads the log once.
   *
   * @param users what is known of them always
   * @param known what is known of a user at a time, as serving knows it
   * @param heldOut whether the generator has not learnt from a user
   * @param scratch for what users took
   */
  public Learnt of(
      UserHistories histories,
      Map<String, User> users,
      UserAsOf known,
      Predicate<String> heldOut,
      Path scratch) {
    Read read = read(histories, users, known, heldOut, scratch);
    Companions companions =
        new CompanionCounts(Floor.Settings.DEFAULT, COMPANIONS, ROOM)
            .of(read.taken(), ids.size(), item -> trie.leaf(item) >= 0);
    return learn(companions, read.clicks());
  }

  /**
   * What there is to learn from.
   *
   * @param taken by users of whom the generator has learnt
   * @param clicks of the others, the newest, oldest first
   */
  record Read(TakenSequences taken, List<LoggedClick> clicks) {}

  Read read(
      UserHistories histories,
      Map<String, User> users,
      UserAsOf known,
      Predicate<String> heldOut,
      Path scratch) {
    var newest =
        new PriorityQueue<LoggedClick>(
            Comparator.comparing((LoggedClick click) -> click.request().time())
                .thenComparing(click -> click.request().id())
                .thenComparing(LoggedClick::ad));
    TakenSequences taken;
    try (var writer = new TakenSequences.Writer(scratch.resolve("taken.sequences"), ids);
        var task = progress.start("read histories", users.size())) {
      while (histories.hasNext()) {
        List<Event> events = histories.next();
        String id = events.getFirst().user();
        if (heldOut.test(id)) {
          User user = users.getOrDefault(id, new User(id, Map.of()));
          newest.addAll(LoggedClick.of(user, events, known));
          while (newest.size() > MOST_CLICKS) {
            newest.remove();
          }
        } else {
          writer.add(events);
        }
        task.advance(1);
      }
      taken = writer.end();
    }
    List<LoggedClick> clicks = new ArrayList<>(newest);
    clicks.sort(newest.comparator());
    return new Read(taken, clicks);
  }

  private Learnt learn(Companions companions, List<LoggedClick> clicks) {
    double[] start_F = FusedRecall.generatorAlone();
    var recall = new FusedRecall(generator, ids, trie, companions, vectors, new Choice(start_F));
    List<Evidence> even = new ArrayList<>();
    List<Evidence> odd = new ArrayList<>();
    int known = 0;
    try (var task = progress.start("weigh evidence", clicks.size())) {
      var legal = new LegalAds(catalogue, ids, trie);
      for (LoggedClick click : clicks) {
        int leaf = legal.leaf(click.ad());
        LegalLeaves open = legal.at(click);
        if (leaf >= 0 && open.any(leaf, leaf + 1)) {
          boolean isEven = new Seed(1).of(click.request().user()).value() % 2 == 0;
          var evidence = recall.evidence(click.user(), click.request(), open, beam, leaf);
          evidence.ifPresent((isEven ? even : odd)::add);
          known += evidence.isPresent() ? 1 : 0;
        }
        task.advance(1);
      }
    }
    List<Evidence> all = new ArrayList<>(even);
    all.addAll(odd);
    Choice choice = Choice.fitted(all, start_F);
    return new Learnt(
        companions,
        choice,
        FusionReport.of(
            known,
            choice,
            List.of(
                new FusionReport.Half(Choice.fitted(odd, start_F), even),
                new FusionReport.Half(Choice.fitted(even, start_F), odd))));
  }

  /** The ads that targeting and flights allow. */
  static final class LegalAds {

    private final Eligibility eligibility;
    private final AdLeaves leaves;
    private final Catalogue catalogue;

    LegalAds(Catalogue catalogue, SemanticIds ids, Trie trie) {
      this.catalogue = catalogue;
      eligibility = Eligibility.of(catalogue);
      leaves = AdLeaves.of(catalogue, ids, trie);
    }

    LegalLeaves at(LoggedClick click) {
      return leaves.legal(
          eligibility.eligible(
              new EligibilityQuery(
                  click.request(), Budgets.UNLIMITED, FrequencyCounts.NONE, Blocks.NONE)));
    }

    /** The leaf of an ad, or −1. */
    int leaf(String ad) {
      int number = catalogue.adIndex(ad);
      return number < 0 ? -1 : leaves.leaf(number);
    }
  }
}
