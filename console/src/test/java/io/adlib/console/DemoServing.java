package io.adlib.console;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.UserState;
import io.adlib.data.state.DurableStore;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.market.demo.Visit;
import io.adlib.market.simulate.Shopper;
import io.adlib.market.simulate.Traffic;
import io.adlib.serve.path.PathConfig;
import io.adlib.serve.path.ServedSlate;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.release.LiveRelease;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.serve.release.Valuer;
import io.adlib.serve.state.EventOutcome;
import io.adlib.serve.state.Family;
import io.adlib.serve.state.ServingState;
import io.adlib.serve.state.StateConfig;
import io.adlib.serve.state.StateStore;
import io.adlib.serve.view.ServingView;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The demo market behind the real request path, with ids and values that need no training. */
final class DemoServing implements AutoCloseable {

  final Catalogue catalogue;
  final SlateService service;
  final ServedMarket market;
  final List<EventOutcome> outcomes = new ArrayList<>();
  private final Shopper shopper;
  private final Iterator<Visit> visits;
  private final DurableStore store;
  private volatile Instant now;

  DemoServing(DemoScale scale, Path folder) {
    var demo = DemoMarket.generate(new Seed(4), scale);
    catalogue = demo.catalogue();
    shopper = new Shopper(demo);
    visits = new Traffic(demo).live();
    now = scale.liveStart();
    store = DurableStore.open(folder, Family.all());
    SemanticIds ids = ids(catalogue);
    Trie trie = Release.trieOfAds(catalogue, ids);
    Valuer valuer =
        (_, _, ads) ->
            Arrays.stream(ads)
                .mapToObj(ad -> new Valuer.Value(.01 + .0004 * (ad * 37L % 60), .08))
                .toList();
    var release = Release.of("demo-1", catalogue, ids, trie, new FirstLegal(trie), valuer);
    service =
        new SlateService(
            new LiveRelease(release),
            ServingState.open(StateStore.of(store), catalogue, () -> now, StateConfig.DEFAULT),
            PathConfig.DEFAULT,
            () -> now,
            System::nanoTime);
    var view = new ServingView(service, () -> now);
    service.listen(view);
    market = new ServedMarket(view);
  }

  /** Codes from category, brand and number, so that what is alike shares a prefix. */
  private static SemanticIds ids(Catalogue catalogue) {
    Map<String, Integer> numbers = new HashMap<>();
    Map<String, Integer> next = new HashMap<>();
    short[] codes = new short[catalogue.ads().size() * 3];
    for (int i = 0; i < catalogue.ads().size(); i++) {
      Ad ad = catalogue.ads().get(i);
      String category = String.join("/", ad.category());
      codes[3 * i] = number(numbers, "", category);
      codes[3 * i + 1] = number(numbers, category, ad.brand());
      codes[3 * i + 2] = (short) (next.merge(category + "|" + ad.brand(), 1, Integer::sum) - 1);
    }
    return new SemanticIds(catalogue.ads().stream().map(Ad::id).toList(), 3, 512, codes);
  }

  private static short number(Map<String, Integer> numbers, String parent, String name) {
    int siblings = (int) numbers.keySet().stream().filter(k -> k.startsWith(parent + "|")).count();
    return numbers.computeIfAbsent(parent + "|" + name, _ -> siblings).shortValue();
  }

  /** Serves some visits of simulated users, a tenth of a second apart, and what they do then. */
  List<ServedSlate> visit(int count) {
    List<ServedSlate> served = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Visit visit = visits.next();
      now = now.plusMillis(100);
      outcomes.addAll(service.accept(visit.organic().stream().map(this::atNow).toList()));
      Request asked = visit.request();
      var request =
          new Request(
              asked.id(),
              asked.user(),
              asked.environment(),
              asked.query(),
              asked.consent(),
              now,
              Duration.ofSeconds(5),
              asked.slots());
      ServedSlate slate = service.serve(request);
      served.add(slate);
      List<Event> seen = shopper.respond(request, slate.slate());
      outcomes.addAll(service.accept(seen.stream().map(this::atNow).toList()));
    }
    return served;
  }

  private Event atNow(Event e) {
    return new Event(
        e.id(),
        now,
        e.user(),
        e.kind(),
        e.subject(),
        e.request(),
        e.position(),
        e.propensity(),
        e.value(),
        e.environment());
  }

  /** Moves the clock to the next second, so that the last one is over. */
  void endSecond() {
    now = now.plusSeconds(1);
  }

  @Override
  public void close() {
    store.close();
  }

  /** Proposes legal leaves from a place that depends on the user. */
  private record FirstLegal(Trie trie) implements Recall {
    @Override
    public Recall over(SemanticIds ids, Trie changed) {
      return new FirstLegal(changed);
    }

    @Override
    public List<Proposal> propose(
        UserState user, Request request, LegalLeaves legal, int beam, int k) {
      int start = Math.floorMod(request.user().hashCode(), trie.leaves());
      return IntStream.range(0, trie.leaves())
          .map(i -> (i + start) % trie.leaves())
          .filter(leaf -> legal.any(leaf, leaf + 1))
          .limit(k)
          .mapToObj(leaf -> new Proposal(leaf, -1 - Math.floorMod(leaf - start, 5000) / 10.0))
          .toList();
    }

    @Override
    public double logP(UserState user, Request request, LegalLeaves legal, int leaf) {
      return legal.any(leaf, leaf + 1)
          ? -1 - leaf / 10.0 - user.recent().stream().filter(FirstLegal::isRead).count()
          : Double.NEGATIVE_INFINITY;
    }

    @Override
    public double[] attention(UserState user, Request request) {
      return user.recent().stream()
          .mapToDouble(event -> isRead(event) ? 1.0 / user.recent().size() : 0)
          .toArray();
    }

    /** No prompt has impressions in it. */
    static boolean isRead(Event event) {
      return event.kind() != Event.Kind.IMPRESSION;
    }

    @Override
    public List<List<Prefix>> beams(UserState user, Request request, LegalLeaves legal, int beam) {
      List<List<Prefix>> levels = new ArrayList<>();
      for (int level = 0; level < trie.depth(); level++) {
        int depth = level;
        levels.add(
            IntStream.range(0, Math.min(beam, trie.nodes(level)))
                .mapToObj(
                    node ->
                        new Prefix(codes(depth, node), -node / 9.0, OptionalDouble.of(1 + node)))
                .toList());
      }
      return levels;
    }

    private List<Integer> codes(int level, int node) {
      int leaf = trie.firstLeaf(level, node);
      return IntStream.rangeClosed(1, level)
          .map(
              l -> {
                int at = 0;
                while (trie.firstLeaf(l, at + 1) <= leaf) {
                  at++;
                }
                return trie.code(l, at);
              })
          .boxed()
          .toList();
    }
  }
}
