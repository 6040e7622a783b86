package io.adlib.app.fusion;

import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import io.adlib.evaluate.lift.PairedBootstrap;
import io.adlib.evaluate.lift.Relative;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.simulate.History;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.sid.LegalLeaves;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Recalls asked for the ads that users of the built-in market clicked on the days after its
 * history, under the policy that was there before: nothing that a release is made of has seen them.
 * Ads stay in the running if they were clicked before.
 */
public final class HeldOutDays {

  private static final int TOP = 10;
  private static final int RESAMPLES = 1000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final DemoMarket market;
  private final Release release;
  private final int beam;
  private final int proposals;

  /**
   * @param release with which recalls share semantic IDs, trie and catalogue
   * @param beam of the generator's search
   * @param proposals that go on to the ranker
   */
  public HeldOutDays(DemoMarket market, Release release, int beam, int proposals) {
    this.market = market;
    this.release = release;
    this.beam = beam;
    this.proposals = proposals;
  }

  /**
   * Figures of one recall.
   *
   * @param hitRate share of clicks whose ad stands among the first ten
   * @param ndcg N@10
   * @param recalled share of clicks whose ad was proposed at all
   * @param cpuMicros processor time of the thread that asks, at the median
   */
  public record Figures(double hitRate, double ndcg, double recalled, double cpuMicros) {}

  /**
   * What came out.
   *
   * @param users who clicked
   * @param lift of the last recall over each other one, by figure
   */
  public record Report(
      int days,
      int users,
      int clicks,
      Map<String, Figures> figures,
      Map<String, Map<String, Relative>> lift) {}

  /** Each user's sums, and what each request took. */
  private record Sums(
      double[] clicks_U,
      double[] hits_U,
      double[] gains_U,
      double[] recalled_U,
      List<Long> cpuNanos) {
    static Sums of(int users) {
      return new Sums(
          new double[users],
          new double[users],
          new double[users],
          new double[users],
          new ArrayList<>());
    }

    double cpuMicros() {
      List<Long> sorted = cpuNanos.stream().sorted().toList();
      return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2) / 1e3;
    }

    void add(int user, int place, long nanos) {
      cpuNanos.add(nanos);
      clicks_U[user]++;
      if (place >= 0) {
        recalled_U[user]++;
        hits_U[user] += place < TOP ? 1 : 0;
        gains_U[user] += place < TOP ? Math.log(2) / Math.log(place + 2) : 0;
      }
    }
  }

  /**
   * Asks.
   *
   * @param recalls the one whose lift is asked for last
   */
  public Report run(Map<String, Recall> recalls, int days, Seed seed, Progress progress) {
    List<LoggedClick> clicks = clicks(days, progress);
    Map<String, Sums> sums = new LinkedHashMap<>();
    recalls.keySet().forEach(name -> sums.put(name, Sums.of(market.users().size())));
    var legal = new FusionTraining.LegalAds(release.catalogue(), release.ids(), release.trie());
    int asked = 0;
    try (var task = progress.start("ask for clicks", clicks.size())) {
      for (LoggedClick click : clicks) {
        int leaf = legal.leaf(click.ad());
        LegalLeaves open = legal.at(click);
        if (leaf >= 0 && open.any(leaf, leaf + 1)) {
          int user = market.truth().userNumber(click.request().user());
          recalls.forEach(
              (name, recall) -> {
                long before = THREADS.getCurrentThreadCpuTime();
                int place = place(recall, click, open, leaf);
                long nanos = THREADS.getCurrentThreadCpuTime() - before;
                Objects.requireNonNull(sums.get(name)).add(user, place, nanos);
              });
          asked++;
        }
        task.advance(1);
      }
    }
    return report(days, asked, sums, seed);
  }

  private int place(Recall recall, LoggedClick click, LegalLeaves open, int leaf) {
    List<Recall.Proposal> proposed =
        recall.propose(click.user(), click.request(), open, beam, proposals);
    return IntStream.range(0, proposed.size())
        .filter(place -> proposed.get(place).leaf() == leaf)
        .findFirst()
        .orElse(-1);
  }

  private List<LoggedClick> clicks(int days, Progress progress) {
    DemoScale scale = market.scale();
    var longer =
        DemoMarket.generate(
            market.seed(),
            new DemoScale(
                scale.users(), scale.ads(), scale.contents(), scale.days() + days, scale.start()));
    Map<String, List<Event>> byUser = new LinkedHashMap<>();
    longer.users().forEach(user -> byUser.put(user.id(), new ArrayList<>()));
    new History(longer).run(event -> history(byUser, event.user()).add(event), progress);
    Instant end = scale.liveStart();
    List<LoggedClick> clicks = new ArrayList<>();
    for (User user : longer.users()) {
      LoggedClick.of(user, history(byUser, user.id()), UserAsOf.UNCHANGED).stream()
          .filter(click -> !click.request().time().isBefore(end) && click.request().consent())
          .forEach(clicks::add);
    }
    return clicks;
  }

  private static List<Event> history(Map<String, List<Event>> byUser, String user) {
    return byUser.computeIfAbsent(user, _ -> new ArrayList<>());
  }

  private Report report(int days, int asked, Map<String, Sums> sums, Seed seed) {
    String last = List.copyOf(sums.keySet()).getLast();
    Sums up = Objects.requireNonNull(sums.get(last));
    int[] active =
        IntStream.range(0, market.users().size()).filter(u -> up.clicks_U()[u] > 0).toArray();
    Map<String, Figures> figures = new LinkedHashMap<>();
    Map<String, Map<String, Relative>> lift = new LinkedHashMap<>();
    var bootstrap = new PairedBootstrap(seed, RESAMPLES);
    sums.forEach(
        (name, base) -> {
          figures.put(
              name,
              new Figures(
                  share(base.hits_U(), asked),
                  share(base.gains_U(), asked),
                  share(base.recalled_U(), asked),
                  base.cpuMicros()));
          if (!name.equals(last)) {
            double[] n_U = base.clicks_U();
            Map<String, Relative> over = new LinkedHashMap<>();
            over.put("HR@10", bootstrap.ratio(active, up.hits_U(), n_U, base.hits_U(), n_U));
            over.put("N@10", bootstrap.ratio(active, up.gains_U(), n_U, base.gains_U(), n_U));
            over.put(
                "recalled", bootstrap.ratio(active, up.recalled_U(), n_U, base.recalled_U(), n_U));
            lift.put(name, over);
          }
        });
    return new Report(days, active.length, asked, figures, lift);
  }

  private static double share(double[] sum_U, int all) {
    return java.util.Arrays.stream(sum_U).sum() / Math.max(1, all);
  }
}
