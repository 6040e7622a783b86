package io.adlib.serve;

import io.adlib.core.InputException;
import io.adlib.core.Money;
import io.adlib.data.config.AccessConfig;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.config.AuctionConfig;
import io.adlib.data.config.ExperimentConfig;
import io.adlib.market.auction.BidShading;
import io.adlib.market.auction.Pricing;
import io.adlib.market.auction.SaleTerms;
import io.adlib.market.auction.SlateRules;
import io.adlib.market.auction.WinRates;
import io.adlib.market.eligibility.BrandSafety;
import io.adlib.serve.http.HttpConfig;
import io.adlib.serve.path.PathConfig;
import io.adlib.serve.state.StateConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All that a server is told.
 *
 * @param http how it listens
 * @param path how requests are answered
 * @param state how long things are kept
 * @param deadline for an answer to a request that names none
 * @param publicUrl where notices reach it, such as {@code https://ads.example}; empty for {@code
 *     http://HOST:PORT} as it listens
 * @param experiment releases that serve beside the live one
 * @param indexed most ads of a release that are found by words and vectors too; 0 for none
 * @param keptPrefixes most bytes of the beginnings of prompts that are kept; 0 for none
 */
public record ServerConfig(
    HttpConfig http,
    PathConfig path,
    StateConfig state,
    Duration deadline,
    String publicUrl,
    ExperimentConfig experiment,
    int indexed,
    long keptPrefixes) {

  /** Without an index, and with nothing kept of prompts. */
  public ServerConfig(
      HttpConfig http,
      PathConfig path,
      StateConfig state,
      Duration deadline,
      String publicUrl,
      ExperimentConfig experiment) {
    this(http, path, state, deadline, publicUrl, experiment, 0, 0);
  }

  /** The same with an index of releases of so many ads. */
  public ServerConfig indexing(int most) {
    return new ServerConfig(http, path, state, deadline, publicUrl, experiment, most, keptPrefixes);
  }

  /** The same with so many bytes of the beginnings of prompts kept. */
  public ServerConfig keeping(long bytes) {
    return new ServerConfig(http, path, state, deadline, publicUrl, experiment, indexed, bytes);
  }

  /**
   * What adlib.yaml says, with the {@code serve} section given.
   *
   * @param root what relative paths begin at
   */
  public static ServerConfig of(AdlibConfig.Serve serve, AdlibConfig config, Path root) {
    Optional<HttpConfig.Certificate> certificate = certificate(config.access(), root);
    AuctionConfig auction = config.auction();
    HttpConfig usual = HttpConfig.of(serve.host(), serve.port());
    PathConfig path = PathConfig.DEFAULT;
    return new ServerConfig(
        new HttpConfig(
            serve.host(),
            serve.port(),
            serve.maxBody(),
            usual.bodyTimeout(),
            usual.grace(),
            usual.maxConnections(),
            usual.maxPosts(),
            certificate),
        new PathConfig(
            serve.beam(),
            Math.max(1, serve.beam() / 4),
            path.proposals(),
            path.popular(),
            path.exploration(),
            sale(auction),
            path.seed(),
            new PathConfig.Young(
                serve.exploreShare(),
                Duration.ofDays(serve.exploreDays()),
                path.young().candidates()),
            config.relevance().floor()),
        StateConfig.DEFAULT.remembering(serve.history()),
        serve.deadline(),
        serve.publicUrl(),
        config.experiment(),
        serve.indexAds(),
        (long) serve.keepPrefixes() << 20);
  }

  private static Optional<HttpConfig.Certificate> certificate(AccessConfig access, Path root) {
    if (access.certificate().isPresent() != access.key().isPresent()) {
      throw new InputException(
          "adlib.yaml names only one of access.tls_certificate and access.tls_key",
          "name both, or none");
    }
    return access
        .certificate()
        .map(
            chain ->
                new HttpConfig.Certificate(
                    root.resolve(chain), root.resolve(access.key().orElseThrow())));
  }

  private static SaleTerms sale(AuctionConfig auction) {
    Pricing pricing =
        switch (auction.pricing()) {
          case "vcg" -> Pricing.VCG;
          case "first_price" ->
              new Pricing.FirstPrice(
                  auction.shading()
                      ? Optional.of(new BidShading(new WinRates()))
                      : Optional.empty());
          default -> Pricing.SECOND_PRICE;
        };
    int perCategory = auction.perCategory() == 0 ? SlateRules.ANY : auction.perCategory();
    return new SaleTerms(
        pricing,
        new SlateRules(auction.perAdvertiser(), perCategory, auction.categoryDepth()),
        auction.qualityExponent(),
        safety(auction),
        Money.parse(auction.reserve(), "XXX").micros());
  }

  private static BrandSafety safety(AuctionConfig auction) {
    var beside = new TreeMap<String, Set<String>>();
    auction
        .beside()
        .forEach(
            (tag, categories) ->
                beside.put(
                    tag,
                    Pattern.compile(",")
                        .splitAsStream(categories)
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toSet())));
    return new BrandSafety(auction.iab(), beside);
  }

  /** Any free port of the loopback address, for tests and demonstrations. */
  public static ServerConfig loopback() {
    return new ServerConfig(
        HttpConfig.loopback(),
        PathConfig.DEFAULT,
        StateConfig.DEFAULT,
        Duration.ofMillis(100),
        "",
        ExperimentConfig.NONE);
  }
}
