package io.adlib.learn.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.learn.torch.AdamW;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.TrainingConfig;
import io.adlib.learn.training.TrainingResult;
import io.adlib.sid.GeneratorParts;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.Prompt;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.TokenKind;
import io.adlib.sid.Trie;
import io.adlib.sid.format.GeneratorFile;
import io.adlib.sid.prompt.TrainingSequence;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {

  private static final int ITEMS = 30;
  private static final SemanticIds IDS = ids();
  private static final Trie TRIE = Trie.of(IDS);
  private static final GeneratorShape SHAPE = shape(1);
  private static final GeneratorRegularisation PLAIN = GeneratorRegularisation.NONE;

  private static final GeneratorParts ALL =
      GeneratorParts.USUAL.thought(5).recursions(2).thinking(4).refining(5);

  private static GeneratorShape shape(int joint) {
    return shape(joint, 1);
  }

  private static GeneratorShape shape(int joint, int feedForwards) {
    return new GeneratorShape(3, 8, 16, joint, 16, 2, 2, 24, feedForwards, 8, 12);
  }

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  /** Three levels: 5 codes, then 3 below each, then a suffix of 2 below each. */
  private static SemanticIds ids() {
    short[] codes = new short[ITEMS * 3];
    for (int i = 0; i < ITEMS; i++) {
      codes[i * 3] = (short) (i % 5);
      codes[i * 3 + 1] = (short) (i / 5 % 3);
      codes[i * 3 + 2] = (short) (i / 15);
    }
    List<String> names = IntStream.range(0, ITEMS).mapToObj(i -> "item" + i).toList();
    return new SemanticIds(names, 3, 8, codes);
  }

  private static int next(int item) {
    return (item * 7 + 3) % ITEMS;
  }

  private static List<TrainingSequence> walks() {
    var walks = new ArrayList<TrainingSequence>();
    for (int u = 0; u < ITEMS * 4; u++) {
      int[] walk = new int[2 + u % 8];
      walk[0] = u % ITEMS;
      for (int t = 1; t < walk.length; t++) {
        walk[t] = next(walk[t - 1]);
      }
      walks.addAll(TrainingSequence.ofItems(walk, IDS, SHAPE));
    }
    return walks;
  }

  private static double loss(Generator model, List<TrainingSequence> batch) {
    var loss = new GeneratorLoss(model, IDS, TRIE);
    return Torch.step(() -> loss.backward(batch, PLAIN, Dropout.NONE));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void withoutAnyPreferenceTheLossIsTheLogOfTheLegalChoices(int joint) {
    try (var model = new Generator(shape(joint), new Seed(1))) {
      model.parameters().set("embed.rows", new float[SHAPE.rows() * 16]);
      double expected = Math.log(5) + Math.log(3) + Math.log(2);
      assertThat(loss(model, walks().subList(0, 1))).isCloseTo(expected, within(1e-5));
    }
  }

  @Test
  void aPathThatTrainingNeverNamedIsTheSumOfItsCodes() {
    var wide = new GeneratorShape(3, 8, 4096, 2, 16, 2, 2, 24, 1, 8, 12);
    Trie old = Trie.of(IDS, IntStream.range(0, ITEMS - 1));
    List<TrainingSequence> walks = TrainingSequence.ofItems(new int[] {0, 3, 24}, IDS, wide);
    try (var model = new Generator(wide, new Seed(1))) {
      var training = new GeneratorTraining(model, walks, IDS, old, PLAIN, _ -> 0);
      training.gradients(new int[] {0}, new Seed(2));
      float[] rows_VD = model.parameters().get("embed.rows").floats();
      int path = wide.itemRows(IDS, ITEMS - 1)[4];
      assertThat(Arrays.copyOfRange(rows_VD, path * 16, path * 16 + 16)).containsOnly(0);
      for (int row : wide.itemRows(IDS, 0)) {
        assertThat(rows_VD[row * 16]).isNotZero();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "3, 1", "2, 4"})
  void gradientsAgreeWithFiniteDifferences(int joint, int feedForwards) {
    gradientsAgree(shape(joint, feedForwards), 1);
  }

  static Stream<Arguments> parts() {
    GeneratorParts none = GeneratorParts.NONE;
    return Stream.of(
        Arguments.of("none", none, 1),
        Arguments.of("three predictions", none, 3),
        Arguments.of("norms by kind", none.kindNorms(true), 1),
        Arguments.of("hybrid attention", none.hybridAttention(true), 1),
        Arguments.of("thought", none.thought(5), 1),
        Arguments.of("recursions", none.recursions(3), 1),
        Arguments.of("thinking", none.thinking(4), 1),
        Arguments.of("refining", none.refining(5), 1),
        Arguments.of("all", ALL, 3));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("parts")
  void gradientsOfEachPartAgreeWithFiniteDifferences(
      String name, GeneratorParts parts, int predictions) {
    gradientsAgree(SHAPE.with(1, parts), predictions);
  }

  private static void gradientsAgree(GeneratorShape shape, int predictions) {
    List<TrainingSequence> batch = List.of(walks().get(3), mixed());
    try (var model = new Generator(shape, new Seed(5))) {
      var heads = new MultiTokenHeads(model, predictions);
      var loss = new GeneratorLoss(model, IDS, TRIE, heads);
      model
          .parameters()
          .byName()
          .forEach(
              (name, weight) -> {
                var random = new Seed(6).of(name).generator();
                float[] values = Torch.step(() -> weight.floats());
                for (int i = name.equals("embed.rows") ? 16 : 0; i < values.length; i++) {
                  values[i] += (float) (random.nextGaussian() * .2);
                  values[i] += name.startsWith("route.") && name.endsWith("bias") ? .5f : 0;
                }
                model.parameters().set(name, values);
              });
      gradientsAgree(model, () -> Torch.step(() -> loss.backward(batch, PLAIN, Dropout.NONE)));
    }
  }

  private static void gradientsAgree(Generator model, DoubleSupplier loss) {
    double _ = loss.getAsDouble();
    Map<String, float[]> gradients = new LinkedHashMap<>();
    model
        .parameters()
        .byName()
        .forEach(
            (name, weight) -> gradients.put(name, Torch.step(() -> weight.gradient().floats())));
    for (String name : model.parameters().byName().keySet()) {
      float[] weight = model.parameters().get(name).floats();
      float[] gradient = gradients.get(name);
      int steepest = 0;
      for (int i = 0; i < gradient.length; i++) {
        steepest = Math.abs(gradient[i]) > Math.abs(gradient[steepest]) ? i : steepest;
      }
      float e = .004f;
      float[] moved = weight.clone();
      moved[steepest] = weight[steepest] + e;
      model.parameters().set(name, moved);
      double above = loss.getAsDouble();
      moved[steepest] = weight[steepest] - e;
      model.parameters().set(name, moved);
      double below = loss.getAsDouble();
      model.parameters().set(name, weight);
      assertThat((above - below) / (2 * e))
          .as(name)
          .isCloseTo(gradient[steepest], within(2e-4 + .03 * Math.abs(gradient[steepest])));
      // Nothing is decoded at U and O, so their own feed-forwards in the last block do nothing.
      boolean unread = name.startsWith("block.1.0.") || name.startsWith("block.1.1.");
      assertThat(Math.abs(gradient[steepest]))
          .as("slope of " + name)
          .isGreaterThan(unread ? -1 : 5e-4f);
    }
  }

  /** U, O, E, I, O, E with targets at both E. */
  private static TrainingSequence mixed() {
    byte[] kind = {0, 1, 2, 3, 1, 2};
    int[] rows = new int[6 * 5];
    rows[0] = SHAPE.attributeRow("user.age", "30");
    for (int t : new int[] {1, 3, 4}) {
      for (int level = 0; level < 3; level++) {
        rows[t * 5 + level] = SHAPE.codeRow(level, IDS.code(t * 5, level));
      }
    }
    rows[2 * 5] = SHAPE.attributeRow("placement", "top");
    rows[5 * 5] = SHAPE.attributeRow("placement", "feed");
    var prompt =
        new Prompt(kind, new byte[] {0, 1, 0, 2, 1, 0}, new byte[] {0, 3, 1, 2, 5, 1}, rows);
    return new TrainingSequence(
        prompt.withThought(new float[] {1, -1, .5f, 0, 2}), new int[] {-1, -1, 15, -1, -1, 20});
  }

  @Test
  void aPromptTokenSeesItsWholeSegmentAndNothingAfterIt() {
    Prompt prompt = mixed().prompt();
    try (var model = new Generator(SHAPE, new Seed(5))) {
      float[] before = encode(model, prompt);
      for (int changed = 0; changed < 6; changed++) {
        int[] rows = prompt.rows_TF().clone();
        rows[changed * 5] = SHAPE.codeRow(0, 7);
        float[] after =
            encode(model, new Prompt(prompt.kind_T(), prompt.action_T(), prompt.gap_T(), rows));
        for (int t = 0; t < 6; t++) {
          boolean isPrompt = TokenKind.values()[prompt.kind_T()[t]].isPrompt();
          boolean changedIsPrompt = TokenKind.values()[prompt.kind_T()[changed]].isPrompt();
          boolean together = isPrompt && changedIsPrompt && (t < 3) == (changed < 3);
          boolean differs =
              !Arrays.equals(
                  Arrays.copyOfRange(before, t * 16, t * 16 + 16),
                  Arrays.copyOfRange(after, t * 16, t * 16 + 16));
          assertThat(differs).as(changed + " seen from " + t).isEqualTo(changed <= t || together);
        }
      }
    }
  }

  @Test
  void withoutHybridAttentionNothingSeesWhatComesAfterIt() {
    Prompt prompt = mixed().prompt();
    try (var model = new Generator(SHAPE.with(1, GeneratorParts.NONE), new Seed(5))) {
      float[] before = encode(model, prompt);
      int[] rows = prompt.rows_TF().clone();
      rows[2 * 5] = SHAPE.codeRow(0, 7);
      float[] after =
          encode(model, new Prompt(prompt.kind_T(), prompt.action_T(), prompt.gap_T(), rows));
      assertThat(Arrays.copyOf(after, 2 * 16)).isEqualTo(Arrays.copyOf(before, 2 * 16));
      assertThat(Arrays.copyOfRange(after, 2 * 16, 3 * 16))
          .isNotEqualTo(Arrays.copyOfRange(before, 2 * 16, 3 * 16));
    }
  }

  @Test
  void thinkingInABatchIsThinkingAlone() {
    GeneratorShape shape = SHAPE.with(1, ALL);
    List<TrainingSequence> batch =
        Stream.concat(walks().subList(0, 16).stream(), Stream.of(mixed()))
            .sorted(Comparator.comparingInt(s -> s.prompt().length()))
            .toList();
    try (var model = new Generator(shape, new Seed(5))) {
      Targets all = Targets.of(batch, item -> item >= 0);
      float[] together_MD = intent(model, batch);
      int from = 0;
      for (TrainingSequence sequence : batch) {
        float[] alone_MD = intent(model, List.of(sequence));
        for (int i = 0; i < alone_MD.length; i++) {
          assertThat(together_MD[from + i]).isCloseTo(alone_MD[i], within(1e-5f));
        }
        from += alone_MD.length;
      }
      assertThat(from).isEqualTo(all.size() * 16);
    }
  }

  private static float[] intent(Generator model, List<TrainingSequence> batch) {
    return Torch.stepWithoutGradient(
        () -> {
          var prompts = batch.stream().map(TrainingSequence::prompt).toList();
          var packed = new PromptBatch(prompts, model.shape());
          int[] position_M = Targets.of(batch, item -> item >= 0).position_M();
          var h_PD = model.encode(packed, model.rowSums(), PLAIN, Dropout.NONE);
          return model.intent(h_PD, packed, position_M, PLAIN, Dropout.NONE).floats();
        });
  }

  @Test
  void withoutAnyPreferenceEveryHeadsLossIsThatOfTheLegalChoices() {
    try (var model = new Generator(SHAPE, new Seed(1))) {
      model.parameters().set("embed.rows", new float[SHAPE.rows() * 16]);
      var heads = new MultiTokenHeads(model, 4);
      var loss = new GeneratorLoss(model, IDS, TRIE, heads);
      int[] walk = {0, 3, 24, 21, 0, 3};
      List<TrainingSequence> batch = TrainingSequence.ofItems(walk, IDS, SHAPE);
      double choices = Math.log(5) + Math.log(3) + Math.log(2);
      double seen = 0;
      double all = 0;
      for (int j = 1; j <= 4; j++) {
        seen += heads.weight(j) * (5 - (j - 1)) / 5;
        all += heads.weight(j);
      }
      assertThat(all).isCloseTo(1, within(1e-12));
      assertThat(Torch.step(() -> loss.backward(batch, PLAIN, Dropout.NONE)))
          .isCloseTo(seen * choices, within(1e-5));
    }
  }

  @Test
  void aHeadNeverLooksIntoTheNextUsersSequence() {
    List<TrainingSequence> batch = walks().subList(0, 2);
    Targets targets = Targets.of(batch, item -> item >= 0);
    assertThat(targets.size()).isEqualTo(3);
    assertThat(targets.itemAfter(0, 1)).isEqualTo(-1);
    assertThat(targets.itemAfter(1, 1)).isEqualTo(targets.item_M()[2]);
    assertThat(targets.itemAfter(2, 1)).isEqualTo(-1);
  }

  private static float[] encode(Generator model, Prompt prompt) {
    return Torch.stepWithoutGradient(
        () ->
            model
                .encode(
                    new PromptBatch(List.of(prompt), model.shape()),
                    model.rowSums(),
                    PLAIN,
                    Dropout.NONE)
                .floats());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void beamProbabilitiesOverAllLeavesSumToOneAndANarrowBeamFindsTheSameBest(int joint) {
    List<Prompt> prompts = walks().subList(0, 40).stream().map(TrainingSequence::prompt).toList();
    try (var model = new Generator(shape(joint), new Seed(9))) {
      var exact = new GeneratorBeam(model, TRIE, ITEMS).search(prompts);
      var narrow = new GeneratorBeam(model, TRIE, 12).search(prompts);
      for (int i = 0; i < prompts.size(); i++) {
        double sum = 0;
        for (float logP : exact.get(i).logP_K()) {
          sum += Math.exp(logP);
        }
        assertThat(sum).isCloseTo(1, within(1e-4));
        assertThat(exact.get(i).pruned()).isEqualTo(Float.NEGATIVE_INFINITY);
        if (narrow.get(i).logP_K()[0] > narrow.get(i).pruned()) {
          assertThat(narrow.get(i).item_K()[0]).isEqualTo(exact.get(i).item_K()[0]);
        }
      }
    }
  }

  @Test
  void itLearnsACycleToNearZeroLossAndExportsTheBest() {
    var first = train("learned", 1, 40);
    assertThat(first.result().lastLoss()).isLessThan(.02);
    assertThat(first.recallAt10()).isEqualTo(1);
    assertThat(first.result().bestValidation()).isGreaterThan(.95);
    try (var file = SafetensorsFile.open(first.weights())) {
      assertThat(file.metadata("depth")).isEqualTo("3");
      assertThat(file.metadata("maxLength")).isEqualTo("12");
      file.tensor("embed.rows").requireShape(SHAPE.rows(), 16);
      file.tensor("block.1.position").requireShape(2, 8);
      file.tensor("decode.2.out_norm.gain").requireShape(16);
      assertThat(Arrays.copyOf(file.tensor("embed.rows").floats(), 16)).containsOnly(0f);
      assertThat(file.names()).isEqualTo(GeneratorFile.tensors(SHAPE).keySet());
    }
  }

  /** What follows is certain, so the least loss is 0, with every head that predicts. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("parts")
  void withEachPartAloneItLearnsTheCycle(String name, GeneratorParts parts, int predictions) {
    int epochs = predictions == 1 ? 20 : 40;
    var learnt = train(name, 1, epochs, SHAPE.with(1, parts), predictions, walks());
    assertThat(learnt.result().lastLoss()).isLessThan(.2);
    assertThat(learnt.recallAt10()).isEqualTo(1);
  }

  @Test
  void withAFeedForwardAKindItLearnsTheCycle() {
    assertThat(train("kinds", 1, 20, shape(1, 4), 1, walks()).result().lastLoss()).isLessThan(.2);
  }

  /** The thought alone says where a walk begins, so only what reads it can know the first item. */
  @Test
  void aThoughtIsRead() {
    var walks = new ArrayList<TrainingSequence>();
    for (int u = 0; u < 120; u++) {
      float[] thought_W = new float[5];
      thought_W[u % 5] = 1;
      var user = new Prompt(new byte[1], new byte[1], new byte[1], new int[5], thought_W);
      walks.add(new TrainingSequence(user, new int[] {3 * (u % 5)}));
    }
    GeneratorShape shape = SHAPE.with(1, GeneratorParts.USUAL.thought(5));
    assertThat(train("read", 1, 30, shape, 1, walks).result().lastLoss()).isLessThan(.05);
    assertThat(train("blind", 1, 30, SHAPE, 1, walks).result().lastLoss())
        .isGreaterThan(.9 * Math.log(5));
  }

  @Test
  void withAllPartsItLearnsTheCycleTooAndExportsWhatServes() {
    GeneratorShape shape = SHAPE.with(4, ALL);
    var all = train("all", 1, 40, shape, 4, walks());
    assertThat(all.recallAt10()).isEqualTo(1);
    assertThat(all.result().bestValidation()).isGreaterThan(.9);
    try (var file = SafetensorsFile.open(all.weights())) {
      assertThat(file.names()).isEqualTo(GeneratorFile.tensors(shape).keySet());
      assertThat(GeneratorFile.shape(file)).isEqualTo(shape);
    }
    double loss = train("again", 1, 3, shape, 4, walks()).result().lastLoss();
    assertThat(train("same", 1, 3, shape, 4, walks()).result().lastLoss()).isEqualTo(loss);
  }

  @Test
  void anInterruptedTrainingReturnsAndTheSameCallGoesOn() {
    Thread.currentThread().interrupt();
    var stopped = train("stopped", 1, 2);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped.result().end()).isEqualTo(TrainingResult.End.INTERRUPTED);
    assertThat(stopped.weights()).doesNotExist();
    var done = train("stopped", 1, 2);
    assertThat(done.result().end()).isEqualTo(TrainingResult.End.EPOCHS);
    assertThat(done.weights()).exists();
  }

  @Test
  void theSeedDecidesTheResult() {
    double first = train("a", 1, 3).result().lastLoss();
    assertThat(train("b", 1, 3).result().lastLoss()).isEqualTo(first);
    assertThat(train("c", 2, 3).result().lastLoss()).isNotEqualTo(first);
  }

  private GeneratorTrainer.Trained train(String name, long seed, int epochs) {
    return train(name, seed, epochs, SHAPE, 1, walks());
  }

  private GeneratorTrainer.Trained train(
      String name,
      long seed,
      int epochs,
      GeneratorShape shape,
      int predictions,
      List<TrainingSequence> walks) {
    var training =
        new TrainingConfig(
            16,
            epochs,
            .01,
            .05,
            10,
            1,
            new AdamW.Settings(.9, .98, 1e-8, 0),
            10,
            9,
            1000,
            TrainingConfig.NO_LIMIT);
    var config =
        new GeneratorConfig(
            shape,
            predictions,
            new GeneratorRegularisation(0, 0, 0, Precision.FLOAT32),
            training,
            1,
            12,
            50);
    return GeneratorTrainer.train(
        config,
        walks,
        walks,
        IDS,
        TRIE,
        folder.resolve(name),
        Progress.SILENT,
        new Seed(seed),
        InstantSource.fixed(Instant.EPOCH));
  }

  @Test
  void nothingToLearnIsSaidInOneLine() {
    var untrained = new TrainingSequence(walks().get(0).prompt(), new int[] {-1});
    assertThatThrownBy(
            () ->
                GeneratorTrainer.train(
                    GeneratorConfig.forData(IDS, 12, 100),
                    List.of(untrained),
                    List.of(),
                    IDS,
                    TRIE,
                    folder,
                    Progress.SILENT,
                    new Seed(1),
                    InstantSource.fixed(Instant.EPOCH)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nothing to train");
  }
}
