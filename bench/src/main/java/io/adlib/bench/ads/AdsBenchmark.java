package io.adlib.bench.ads;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.UserState;
import io.adlib.data.state.DurableStore;
import io.adlib.serve.ad.AdOffer;
import io.adlib.serve.ad.AdOutcome;
import io.adlib.serve.ad.LiveAds;
import io.adlib.serve.release.AdTokenizer;
import io.adlib.serve.release.LiveRelease;
import io.adlib.serve.release.Recall;
import io.adlib.serve.release.Release;
import io.adlib.serve.release.Valuer;
import io.adlib.serve.state.Family;
import io.adlib.serve.state.ServingState;
import io.adlib.serve.state.StateConfig;
import io.adlib.serve.state.StateStore;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.assign.Suffixes;
import io.adlib.sid.feature.FeatureSet;
import io.adlib.sid.kmeans.Codebooks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * {@code AdsBenchmark <folder> [ads] [posts]}: posts ads one after the other to a made-up release,
 * on a real store in the folder, and writes how long a post takes, early and late, to {@code
 * ads-N.md}: median, 95th percentile and most, in milliseconds. The encoder is left out: it is the
 * same whatever is there. benchmarks/ads.md gives the command.
 */
public final class AdsBenchmark {

  private static final int LEVELS = 3;
  private static final int CODES = 256;
  private static final int DIMENSION = 384;
  private static final int CAMPAIGNS = 200;

  private AdsBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    int ads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4_000;
    int posts = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10_000;
    RandomGenerator random = new Seed(1).generator();
    Release release = release(ads, random);
    var live = new LiveRelease(release);
    try (var store = DurableStore.open(folder.resolve("state-" + ads), Family.all())) {
      ServingState state =
          ServingState.open(
              StateStore.of(store),
              release.catalogue(),
              InstantSource.system(),
              StateConfig.DEFAULT);
      LiveAds target = LiveAds.open(live, state.ads(), InstantSource.system(), Duration.ofDays(31));
      double[] millis = new double[posts];
      for (int i = 0; i < posts; i++) {
        Ad ad = ad("posted-" + i, random);
        long start = System.nanoTime();
        AdOutcome outcome = target.post(List.of(new AdOffer(ad, true))).getFirst();
        millis[i] = (System.nanoTime() - start) / 1e6;
        if (!(outcome instanceof AdOutcome.Created)) {
          throw new IllegalStateException(outcome.toString());
        }
      }
      Files.writeString(folder.resolve("ads-" + ads + ".md"), report(ads, millis));
    }
  }

  private static String report(int ads, double[] millis) {
    var text = new StringBuilder();
    int window = Math.max(1, millis.length / 10);
    for (int from : new int[] {window, millis.length - window}) {
      double[] some = Arrays.copyOfRange(millis, from, Math.min(millis.length, from + window));
      Arrays.sort(some);
      text.append(
          String.format(
              Locale.ROOT,
              "| %,d | %,d to %,d | %.1f | %.1f | %.1f |\n",
              ads,
              from,
              from + some.length,
              some[some.length / 2],
              some[some.length * 95 / 100],
              some[some.length - 1]));
    }
    return text.toString();
  }

  private static Ad ad(String id, RandomGenerator random) {
    int kind = random.nextInt(500);
    return new Ad(
        id,
        "camp" + random.nextInt(CAMPAIGNS),
        "A fine thing of kind " + kind + " and sort " + random.nextInt(3000),
        "With more words about thing " + random.nextInt(5000),
        List.of("top" + kind % 20, "leaf" + kind % 200),
        "brand" + kind,
        Optional.of(Money.micros(1_000_000L + random.nextInt(90_000_000), "EUR")),
        "",
        "https://shop.example/" + id,
        Instant.now());
  }

  private static Release release(int count, RandomGenerator random) {
    var campaigns = new ArrayList<Campaign>();
    for (int c = 0; c < CAMPAIGNS; c++) {
      campaigns.add(
          new Campaign(
              "camp" + c,
              "adv",
              Campaign.Objective.CLICK,
              Money.parse("1", "EUR"),
              Money.parse("100", "EUR"),
              new Campaign.Flight(Instant.EPOCH, Instant.now().plus(Duration.ofDays(900))),
              Campaign.Targeting.ALL,
              List.of(),
              Campaign.Pacing.ASAP));
    }
    List<Ad> ads = IntStream.range(0, count).mapToObj(i -> ad("ad-" + i, random)).toList();
    var catalogue =
        new Catalogue(
            List.of(new Advertiser("adv", "Advertiser", ZoneId.of("UTC"))),
            campaigns,
            ads,
            List.of(),
            new ExchangeRates(java.time.LocalDate.EPOCH, "EUR", Map.of()));
    Codebooks books = new Codebooks(LEVELS, CODES, DIMENSION, normal(LEVELS * CODES * DIMENSION));
    var tokenizer =
        AdTokenizer.of(
            some -> normal(some.size() * DIMENSION, some.getFirst().id().hashCode()), books);
    short[] codes = new short[count * LEVELS];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (short) random.nextInt(CODES);
    }
    SemanticIds ids = Suffixes.assign(ads.stream().map(Ad::id).toList(), codes, LEVELS, CODES);
    Trie trie = Release.trieOfAds(catalogue, ids);
    return Release.of(
            "bench",
            catalogue,
            ids,
            trie,
            new Nothing(),
            new Looking(new FeatureSet(catalogue, ids)))
        .with(tokenizer);
  }

  private static float[] normal(int length) {
    return normal(length, 3);
  }

  private static float[] normal(int length, long seed) {
    RandomGenerator random = new Seed(seed).generator();
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** A generator that proposes nothing, for no request is asked. */
  private record Nothing() implements Recall {
    @Override
    public List<Proposal> propose(
        UserState user, Request request, LegalLeaves legal, int beam, int k) {
      return List.of();
    }

    @Override
    public double logP(UserState user, Request request, LegalLeaves legal, int leaf) {
      return Double.NEGATIVE_INFINITY;
    }

    @Override
    public double[] attention(UserState user, Request request) {
      return new double[user.recent().size()];
    }

    @Override
    public List<List<Prefix>> beams(UserState user, Request request, LegalLeaves legal, int beam) {
      return List.of();
    }

    @Override
    public Recall over(SemanticIds ids, Trie trie) {
      return this;
    }
  }

  /** The ranker's features, which grow with the catalogue as in serving. */
  private record Looking(FeatureSet features) implements Valuer {
    @Override
    public Valuer over(Catalogue grown, SemanticIds ids) {
      return new Looking(features.with(grown, ids));
    }

    @Override
    public List<Value> value(UserState user, Request request, int[] ads) {
      return List.of();
    }
  }
}
