package io.adlib.learn.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Parameters;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.Trainee;
import io.adlib.learn.training.Training;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.Validation;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.TrainingSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The losses of short trainings, step by step, as they were when {@code losses.properties} was
 * written: a change that should not change what is computed proves itself here to the last bit.
 * Float sums differ between processors, so on another one than the file's the losses are only
 * close. Where a change is meant to change them, {@code target/losses.properties} of a failed run
 * has the new ones.
 */
class LossSequenceTest {

  private static final int ITEMS = 40;
  private static final SemanticIds IDS = ids();
  private static final Trie TRIE = Trie.of(IDS);
  private static final Path FOUND = Path.of("target", "losses.properties");

  @TempDir Path folder;

  private static SemanticIds ids() {
    short[] codes = new short[ITEMS * 3];
    for (int i = 0; i < ITEMS; i++) {
      codes[i * 3] = (short) (i % 5);
      codes[i * 3 + 1] = (short) (i / 5 % 4);
      codes[i * 3 + 2] = (short) (i / 20);
    }
    return new SemanticIds(
        IntStream.range(0, ITEMS).mapToObj(i -> "item" + i).toList(), 3, 8, codes);
  }

  private static GeneratorShape shape(int feedForwards, GeneratorParts parts) {
    return new GeneratorShape(3, 8, 32, 2, 32, 2, 2, 48, feedForwards, 8, 12)
        .with(feedForwards, parts);
  }

  static Stream<Arguments> trainings() {
    GeneratorParts all = GeneratorParts.USUAL.recursions(2).thinking(4).refining(5);
    return Stream.of(
        Arguments.of("usual", shape(1, GeneratorParts.USUAL), 1, Precision.FLOAT32),
        Arguments.of("bfloat16", shape(1, GeneratorParts.USUAL), 1, Precision.BFLOAT16),
        Arguments.of("all", shape(4, all), 4, Precision.FLOAT32));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trainings")
  void losesWhatItLostBefore(
      String name, GeneratorShape shape, int predictions, Precision precision) throws IOException {
    List<Double> losses = train(name, shape, predictions, precision);
    var known = new Properties();
    try (var in = LossSequenceTest.class.getResourceAsStream("losses.properties")) {
      if (in != null) {
        known.load(in);
      }
    }
    write(name, losses);
    List<Double> before =
        Stream.of(known.getProperty(name, "").split(" "))
            .filter(text -> !text.isEmpty())
            .map(Double::valueOf)
            .toList();
    assertThat(losses).hasSameSizeAs(before);
    if (known.getProperty("machine", "").equals(machine())) {
      assertThat(losses).isEqualTo(before);
    }
    for (int i = 0; i < before.size(); i++) {
      assertThat(losses.get(i)).isCloseTo(before.get(i), within(.05 * before.get(i)));
    }
  }

  @Test
  void aSequenceIsOfItsSeed() {
    GeneratorShape shape = shape(1, GeneratorParts.USUAL);
    List<Double> first = train("first", shape, 1, Precision.FLOAT32);
    assertThat(train("second", shape, 1, Precision.FLOAT32)).isEqualTo(first);
    assertThat(first).doesNotHaveDuplicates();
  }

  private List<Double> train(
      String name, GeneratorShape shape, int predictions, Precision precision) {
    Torch.start(1);
    var losses = new ArrayList<Double>();
    try (var model = new Generator(shape, new Seed(17))) {
      var learning =
          new GeneratorTraining(
              model,
              walks(shape),
              IDS,
              TRIE,
              new GeneratorRegularisation(.1, .1, .1, precision),
              predictions,
              _ -> Validation.of(0));
      var adam = new AdamW.Settings(.9, .98, 1e-8, .01);
      var loop =
          new TrainingConfig(8, 2, .01, .05, 4, 1, adam, 2, 9, 1000, TrainingConfig.NO_LIMIT);
      Training.run(
          new Noted(learning, losses),
          loop,
          folder.resolve(name),
          Progress.SILENT,
          new Seed(23),
          InstantSource.fixed(Instant.EPOCH));
    }
    return losses;
  }

  private static List<TrainingSequence> walks(GeneratorShape shape) {
    var walks = new ArrayList<TrainingSequence>();
    for (int u = 0; u < 48; u++) {
      int[] walk = new int[2 + u % 7];
      walk[0] = u % ITEMS;
      for (int t = 1; t < walk.length; t++) {
        walk[t] = (walk[t - 1] * 7 + 3 + u % 2) % ITEMS;
      }
      walks.addAll(TrainingSequence.ofItems(walk, IDS, shape));
    }
    return walks;
  }

  /** Writes each loss down. */
  private record Noted(GeneratorTraining learning, List<Double> losses) implements Trainee {
    @Override
    public String name() {
      return learning.name();
    }

    @Override
    public Parameters parameters() {
      return learning.parameters();
    }

    @Override
    public int examples() {
      return learning.examples();
    }

    @Override
    public Step gradients(int[] examples, Seed randomness) {
      Step step = learning.gradients(examples, randomness);
      losses.add(step.loss());
      return step;
    }

    @Override
    public double validate() {
      return learning.validate();
    }
  }

  /** What float sums depend on: the library's kernels and the processor. */
  private static String machine() throws IOException {
    Path cpu = Path.of("/proc/cpuinfo");
    String processor =
        Files.exists(cpu)
            ? Files.readAllLines(cpu).stream()
                .filter(line -> line.matches("(vendor_id|cpu family|model)\\s*:.*"))
                .limit(3)
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .collect(Collectors.joining(" "))
            : "unknown";
    return Torch.start(1) + ", " + processor;
  }

  private static void write(String name, List<Double> losses) throws IOException {
    Files.createDirectories(FOUND.getParent());
    List<String> lines = new ArrayList<>();
    if (Files.exists(FOUND)) {
      Files.readAllLines(FOUND).stream()
          .filter(line -> !line.startsWith(name + "=") && !line.startsWith("machine="))
          .forEach(lines::add);
    }
    lines.addFirst("machine=" + machine());
    lines.add(name + "=" + losses.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    Files.write(FOUND, lines);
  }
}
