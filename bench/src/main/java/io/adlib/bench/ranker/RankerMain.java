package io.adlib.bench.ranker;

import io.adlib.core.Ad;
import io.adlib.core.Content;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.kmeans.KMeansSettings;
import io.adlib.sid.tokenize.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code RankerMain <folder> [seed]}: writes {@code ranker.md} and {@code ranker.safetensors} to a
 * folder. benchmarks/ranker.md gives the command.
 */
public final class RankerMain {

  private static final Logger LOG = LoggerFactory.getLogger(RankerMain.class);

  private RankerMain() {}

  /** Runs it on the full demo market. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments.length > 0 ? arguments[0] : "."));
    Seed seed = new Seed(arguments.length > 1 ? Long.parseLong(arguments[1]) : 7);
    DemoMarket market = DemoMarket.generate(seed, DemoScale.FULL);
    LOG.info("encoding the market of seed {}", seed.value());
    SemanticIds ids = ids(market, seed);
    LOG.info("replaying, training and comparing");
    String report =
        new RankerBench(market, ids)
            .run(seed, folder.resolve("ranker.safetensors"), Progress.SILENT);
    Files.writeString(folder.resolve("ranker.md"), report);
    LOG.info("wrote {}", folder.resolve("ranker.md"));
  }

  private static SemanticIds ids(DemoMarket market, Seed seed) {
    var items = new ArrayList<String>();
    var titles = new ArrayList<String>();
    var categories = new ArrayList<String>();
    var texts = new ArrayList<String>();
    for (Ad ad : market.catalogue().ads()) {
      items.add(ad.id());
      titles.add(ad.title());
      categories.add(String.join(" > ", ad.category()));
      texts.add(ad.embeddableText());
    }
    for (Content content : market.catalogue().contents()) {
      items.add(content.id());
      titles.add(content.title());
      categories.add("");
      texts.add(content.embeddableText());
    }
    try (var encoder = new MiniLmEncoder(MiniLmSettings.DEFAULT)) {
      float[] vectors_ND = encoder.encode(texts, Progress.SILENT);
      var vectors = new ItemVectors(items, titles, categories, encoder.dimension(), vectors_ND);
      return Tokenizer.fit(vectors, KMeansSettings.DEFAULT, seed, Progress.SILENT).ids();
    }
  }
}
