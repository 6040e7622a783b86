package io.adlib.data.config;

import io.adlib.core.InputException;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.kernel.compute.RowPrecision;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * All of adlib.yaml, typed. Every key may be left out; {@link #defaultText} documents them all.
 * Immutable and thread-safe.
 */
public record AdlibConfig(
    MarketConfig market,
    AuctionConfig auction,
    EncodeConfig encode,
    TokenizeConfig tokenize,
    Train train,
    ValueConfig value,
    Fusion fusion,
    RelevanceConfig relevance,
    Serve serve,
    AccessConfig access,
    ExperimentConfig experiment,
    ImportLimits imports,
    LlmConfig llm) {

  /**
   * The generator's training; its dimensions and pace follow from the size of the data.
   *
   * @param history most positions of a prompt
   * @param budget most time to train
   * @param threads of libtorch; 0 for what suits the data's size
   * @param seed of initial weights and sampling
   * @param thought whether the generator reads what a language model wrote of users
   * @param parts which parts of GPR the generator has
   */
  public record Train(
      int history, Duration budget, int threads, int seed, boolean thought, PartsConfig parts) {
    static Train of(Section s) {
      return new Train(
          s.integer("history", 64, 2, 1024, "Most events of a user's history it reads"),
          s.duration(
              "budget",
              Duration.ofMinutes(60),
              Duration.ofSeconds(1),
              Duration.ofDays(30),
              "Most time to train"),
          s.integer(
              "threads", 0, 0, 256, "Threads of libtorch; 0 takes what suits the data's size"),
          s.integer("seed", 42, 0, Integer.MAX_VALUE, "Seed of weights and sampling"),
          s.flag(
              "thought",
              false,
              "Whether the generator reads the profiles of adlib enrich profile, encoded"),
          PartsConfig.of(s.group("parts", "Parts of GPR that the generator may have")));
    }
  }

  /**
   * Other evidence beside the generator.
   *
   * @param enabled whether a release has it
   */
  public record Fusion(boolean enabled) {
    static Fusion of(Section s) {
      return new Fusion(
          s.flag(
              "enabled",
              true,
              "Whether releases weigh co-occurrence and texts beside the generator, as users chose"));
    }
  }

  /**
   * The server.
   *
   * @param host address it listens on
   * @param port 0 picks a free one
   * @param beam semantic-ID prefixes kept by the search
   * @param deadline of a request that names none
   * @param maxBody most bytes of a request's body
   * @param history events kept of a user
   * @param exploreShare probability that the last place of a slate is a young ad's
   * @param exploreDays days below which an ad is young
   * @param indexAds most ads of a release that are found by words and vectors too
   * @param keepPrefixes most MiB of the beginnings of prompts that are kept between requests
   * @param vectors how the generator keeps the vectors of items and attributes
   * @param publicUrl where the world reaches it; empty for where it listens
   */
  public record Serve(
      String host,
      int port,
      int beam,
      Duration deadline,
      int maxBody,
      int history,
      double exploreShare,
      int exploreDays,
      int indexAds,
      int keepPrefixes,
      RowPrecision vectors,
      String publicUrl) {

    /** The same at another port. */
    public Serve withPort(int newPort) {
      return new Serve(
          host,
          newPort,
          beam,
          deadline,
          maxBody,
          history,
          exploreShare,
          exploreDays,
          indexAds,
          keepPrefixes,
          vectors,
          publicUrl);
    }

    static Serve of(Section s) {
      return new Serve(
          s.text("host", "127.0.0.1", "Address the server listens on; 0.0.0.0 for all"),
          s.integer("port", 8080, 0, 65_535, "Port; 0 picks a free one"),
          s.integer("beam", 32, 1, 1024, "Semantic-ID prefixes kept by the generator's search"),
          s.duration(
              "deadline",
              Duration.ofMillis(100),
              Duration.ofMillis(1),
              Duration.ofMinutes(1),
              "How long an answer may take when the request does not say"),
          s.integer("max_body", 1 << 20, 1024, 1 << 30, "Most bytes of a request's body"),
          s.integer("history", 128, 1, 128, "Events kept of each user"),
          s.number(
              "explore_share", .02, 0, 1, "Share of slates whose last place goes to a young ad"),
          s.integer("explore_days", 7, 0, 3650, "Days for which a new ad is young"),
          s.integer(
              "index_ads",
              200_000,
              0,
              2_000_000,
              "Most ads of a release that are also found by a query's words and by vectors, with an"
                  + " index in memory; 0 for no index"),
          s.integer(
              "keep_prefixes",
              0,
              0,
              65_536,
              "Most MiB of what users' prompts begin with that are kept in memory, so that a user's next"
                  + " request is generated sooner; 0 for none"),
          RowPrecision.valueOf(
              s.oneOf(
                      "vectors",
                      "bfloat16",
                      List.of("float32", "bfloat16", "int8"),
                      "How the generator keeps the vectors of items and attributes: exactly, or rounded,"
                          + " which is read sooner from memory")
                  .toUpperCase(Locale.ROOT)),
          s.text(
                  "public_url",
                  "none",
                  "Where browsers and exchanges reach the server, such as https://ads.example, for"
                      + " the URLs of notices; none for where it listens")
              .replaceFirst("^none$", ""));
    }
  }

  /**
   * Imports.
   *
   * @param maxRejectShare above this share of bad rows nothing is imported
   * @param memory most MiB the database may use
   */
  public record ImportLimits(double maxRejectShare, int memory) {
    static ImportLimits of(Section s) {
      return new ImportLimits(
          s.number(
              "max_reject_share", 0.01, 0, 1, "Above this share of bad rows nothing is imported"),
          s.integer("memory_mib", 1024, 128, 1 << 20, "Most MiB of memory an import may use"));
    }
  }

  private static AdlibConfig of(Section s) {
    return new AdlibConfig(
        MarketConfig.of(s.group("market", "Money")),
        AuctionConfig.of(s.group("auction", "How places are sold")),
        EncodeConfig.of(s.group("encode", "Texts and images to vectors")),
        TokenizeConfig.of(s.group("tokenize", "Vectors to semantic IDs")),
        Train.of(s.group("train", "The generator's training")),
        ValueConfig.of(s.group("value", "What the generator learns of what ads are worth")),
        Fusion.of(s.group("fusion", "Other evidence than the generator's")),
        RelevanceConfig.of(s.group("relevance", "How well ads answer queries")),
        Serve.of(s.group("serve", "The server")),
        AccessConfig.of(s.group("access", "Who may reach the server")),
        ExperimentConfig.of(s.group("experiment", "Releases in parallel")),
        ImportLimits.of(s.group("import", "Data in")),
        LlmConfig.of(s.group("llm", "The language model of the offline tasks")));
  }

  /** What holds where the file says nothing. */
  public static AdlibConfig defaults() {
    return of(new DefaultText(new StringBuilder(), ""));
  }

  /** The file as a new workspace gets it: every key with its meaning, range and default. */
  public static String defaultText() {
    var out = new StringBuilder("# Adlib's configuration. Every key may be left out.\n");
    of(new DefaultText(out, ""));
    return out.toString();
  }

  /**
   * Reads a file.
   *
   * @throws InputException naming file and line for a key that is unknown, retired, of the wrong
   *     type or out of range
   */
  public static AdlibConfig read(Path file) {
    try {
      return parse(file, Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new InputException(file + " does not exist", "make it with: adlib init", e);
    } catch (MalformedInputException e) {
      throw new InputException(file + " is not UTF-8 text", "save it as UTF-8", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  /** Reads text as if it stood in a file of that name. */
  public static AdlibConfig parse(Path file, String text) {
    var section = new YamlSection(file, "", YamlNode.parse(file, text));
    AdlibConfig config = of(section);
    section.refuseUnknown();
    return config;
  }
}
