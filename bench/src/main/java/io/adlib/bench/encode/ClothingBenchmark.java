package io.adlib.bench.encode;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.Encoder;
import io.adlib.encode.cache.CachedEncoder;
import io.adlib.encode.cache.EmbeddingCache;
import io.adlib.encode.image.ImageFile;
import io.adlib.encode.image.ImageFolder;
import io.adlib.encode.image.OnnxImageEncoder;
import io.adlib.encode.image.Picture;
import io.adlib.encode.item.FusionSettings;
import io.adlib.encode.item.ImagePart;
import io.adlib.encode.item.Item;
import io.adlib.encode.item.ItemEncoder;
import io.adlib.encode.item.Whitening;
import io.adlib.encode.text.MiniLmEncoder;
import io.adlib.encode.text.MiniLmSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How well vectors of clothing photos tell ten classes apart: the class of the nearest other item
 * (cosine, leave one out), for texts, images and both. The captions name the class, so half of them
 * are also replaced by one that does not. Prints a Markdown table; writes the model's inputs and
 * vectors of {@value #CHECKED} pictures, for checking against the model's own runtime.
 *
 * <p>Arguments: the folder clothing-images-120, an ONNX file, a folder for what is written, a seed.
 */
public final class ClothingBenchmark {

  private static final int CHECKED = 12;
  private static final long PIXELS = 50_000_000;

  private ClothingBenchmark() {}

  /** An item and what it is. */
  private record Labelled(Item item, String kind) {}

  /** Runs all. */
  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[0]);
    Path model = Path.of(args[1]);
    Path out = Files.createDirectories(Path.of(args[2]));
    var random = new Seed(Long.parseLong(args[3])).generator();
    List<Labelled> captions = read(data);
    List<Labelled> vague = captions.stream().map(item -> vague(item, random)).toList();
    speed(captions, data, model);
    check(captions, data, model, out);
    print("| vectors | whitened | dimensions | captions as they are | half of them vague |");
    print("|---|---|---|---|---|");
    for (Whitening whitening : List.of(Whitening.NONE, Whitening.PCA)) {
      for (double shrinkage : whitening == Whitening.NONE ? new double[] {0} : SHRINKAGE) {
        row("text", 1, 0, false, whitening, shrinkage, captions, vague, data, model, out);
        row("image", 0, 1, true, whitening, shrinkage, captions, captions, data, model, out);
        row("text + image", 1, 1, true, whitening, shrinkage, captions, vague, data, model, out);
      }
    }
    row("text + 3 × image", 1, 3, true, Whitening.NONE, 0, captions, vague, data, model, out);
  }

  private static final double[] SHRINKAGE = {.1, .5};

  private static void print(String line) {
    System.out.println(line);
  }

  private static List<Labelled> read(Path data) throws IOException {
    return Files.readAllLines(data.resolve("captions.tsv")).stream()
        .skip(1)
        .map(line -> line.split("\t"))
        .map(cells -> new Labelled(new Item(cells[0], cells[2], cells[0]), cells[1]))
        .toList();
  }

  private static Labelled vague(Labelled item, RandomGenerator random) {
    return random.nextBoolean()
        ? item
        : new Labelled(item.item().withText("a photo of clothing"), item.kind());
  }

  private static List<ImageFile> files(List<Labelled> items, Path data) {
    var folder = new ImageFolder(data, PIXELS);
    var files = new ArrayList<ImageFile>();
    for (Labelled item : items) {
      if (folder.find(item.item().image()) instanceof Picture.Found(ImageFile file)) {
        files.add(file);
      }
    }
    return files;
  }

  private static void speed(List<Labelled> items, Path data, Path model) {
    List<ImageFile> files = files(items, data);
    for (int threads : new int[] {1, 2}) {
      try (Encoder<ImageFile> encoder = OnnxImageEncoder.load(model, threads)) {
        float[] _ = encoder.encode(files.subList(0, 20), Progress.SILENT);
        long start = System.nanoTime();
        float[] _ = encoder.encode(files, Progress.SILENT);
        double seconds = (System.nanoTime() - start) / 1e9;
        print(
            String.format(
                Locale.ROOT,
                "%d images, %d threads: %.1f images/s (decoding and preparing included), %d numbers",
                files.size(),
                threads,
                files.size() / seconds,
                encoder.dimension()));
      }
    }
  }

  private static void check(List<Labelled> items, Path data, Path model, Path out)
      throws IOException {
    List<ImageFile> files = files(items, data);
    var some = new ArrayList<ImageFile>();
    for (int i = 0; i < CHECKED; i++) {
      some.add(files.get(i * files.size() / CHECKED));
    }
    try (OnnxImageEncoder encoder = OnnxImageEncoder.load(model, 1)) {
      for (int i = 0; i < CHECKED; i++) {
        write(out.resolve(i + ".input"), encoder.prepare(some.get(i)).orElseThrow());
      }
      write(out.resolve("vectors"), encoder.encode(some, Progress.SILENT));
    }
  }

  private static void write(Path file, float[] numbers) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(numbers);
    Files.write(file, bytes.array());
  }

  private static void row(
      String name,
      double text,
      double image,
      boolean withImages,
      Whitening whitening,
      double shrinkage,
      List<Labelled> captions,
      List<Labelled> vague,
      Path data,
      Path model,
      Path cache) {
    var settings = new FusionSettings(text, image, whitening, 0, shrinkage);
    var purity = new ArrayList<String>();
    int dimension = 0;
    for (List<Labelled> items : new LinkedHashSet<>(List.of(captions, vague))) {
      Optional<ImagePart> images =
          withImages
              ? Optional.of(
                  new ImagePart(
                      cached(OnnxImageEncoder.load(model, 2), cache),
                      new ImageFolder(data, PIXELS)))
              : Optional.empty();
      long start = System.nanoTime();
      var fitted =
          ItemEncoder.fit(
              items.stream().map(Labelled::item).toList(),
              new MiniLmEncoder(MiniLmSettings.DEFAULT),
              images,
              settings,
              Progress.SILENT);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      dimension = fitted.encoder().dimension();
      fitted.encoder().close();
      System.err.println(name + " " + whitening + " " + took);
      purity.add(
          String.format(
              Locale.ROOT,
              "%.1f %%",
              100 * purity(items, fitted.encoded().vectors_NK(), dimension)));
    }
    print(
        String.format(
            Locale.ROOT,
            "| %s | %s | %d | %s | %s |",
            name,
            whitening == Whitening.NONE
                ? "no"
                : whitening.name().toLowerCase(Locale.ROOT) + ", shrinkage " + shrinkage,
            dimension,
            purity.getFirst(),
            purity.getLast()));
  }

  private static Encoder<ImageFile> cached(Encoder<ImageFile> encoder, Path folder) {
    var cache = EmbeddingCache.open(folder, encoder.fingerprint(), encoder.dimension());
    return new CachedEncoder<>(encoder, cache, "images", ImageFile::sha256);
  }

  /** Share of items whose nearest other item is of their class; ties count by their share. */
  private static double purity(List<Labelled> items, float[] vectors_NK, int k) {
    double sum = 0;
    for (int i = 0; i < items.size(); i++) {
      double best = Double.NEGATIVE_INFINITY;
      int ties = 0;
      int right = 0;
      for (int j = 0; j < items.size(); j++) {
        if (j == i) {
          continue;
        }
        double dot = 0;
        for (int d = 0; d < k; d++) {
          dot += vectors_NK[i * k + d] * vectors_NK[j * k + d];
        }
        if (dot > best + 1e-6) {
          best = dot;
          ties = 0;
          right = 0;
        }
        if (dot > best - 1e-6) {
          ties++;
          right += items.get(i).kind().equals(items.get(j).kind()) ? 1 : 0;
        }
      }
      sum += (double) right / ties;
    }
    return sum / items.size();
  }
}
