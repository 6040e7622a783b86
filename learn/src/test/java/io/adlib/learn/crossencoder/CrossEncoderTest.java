package io.adlib.learn.crossencoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.encode.onnx.OnnxModel;
import io.adlib.encode.text.MiniLmWeights;
import io.adlib.encode.text.TokenPair;
import io.adlib.learn.torch.Dropout;
import io.adlib.learn.torch.GradientCheck;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.torch.Torch;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CrossEncoderTest {

  private static final BertShape TINY = new BertShape(19, 8, 2, 2, 12, 32, 1e-12);
  private static final List<GradedPair> PAIRS =
      List.of(
          new GradedPair(new TokenPair(new int[] {1, 2}, 1), 1),
          new GradedPair(new TokenPair(new int[] {1, 5, 2, 7, 2}, 3), 4),
          new GradedPair(new TokenPair(new int[] {1, 9, 18, 2, 4, 3, 3, 2}, 4), 2),
          new GradedPair(new TokenPair(new int[] {1, 6, 2, 8, 9, 10, 11, 12, 13, 14, 2}, 3), 3));

  @BeforeAll
  static void start() {
    Torch.start(1);
  }

  /** Larger than at the start of a training, so that every part matters. */
  private static CrossEncoder tiny() {
    CrossEncoder model = CrossEncoder.fresh(TINY, new Seed(2));
    model
        .trained()
        .byName()
        .forEach(
            (name, weight) -> {
              float[] values = weight.floats();
              var random = new Seed(4).of(name).generator();
              for (int i = 0; i < values.length; i++) {
                values[i] += (float) (.3 * random.nextGaussian());
              }
              model.trained().set(name, values);
            });
    return model;
  }

  @Test
  void gradientsAreTheSlopesAndReachEveryWeight() {
    try (CrossEncoder model = tiny()) {
      var training = new CrossEncoderTraining(model, PAIRS, PAIRS, Precision.FLOAT32);
      // a key's bias shifts all scores of a query alike, which the softmax does not see
      String keyBias = "attention.self.key.bias";
      GradientCheck.check(
          model.trained(),
          () -> training.loss(PAIRS, Dropout.NONE),
          name -> !name.endsWith(keyBias));
    }
  }

  @Test
  void aPairsGradeIsItsOwnWhateverStandsBesideIt() {
    try (CrossEncoder model = tiny()) {
      List<TokenPair> pairs = PAIRS.reversed().stream().map(GradedPair::pair).toList();
      double[] together = model.grades(pairs);
      assertThat(Arrays.stream(together).distinct()).hasSize(4);
      for (int i = 0; i < pairs.size(); i++) {
        double[] alone = model.grades(List.of(pairs.get(i)));
        assertThat(together[i]).isCloseTo(alone[0], within(1e-5)).isBetween(1.0, 4.0);
      }
    }
  }

  @Test
  void whichTextATokenBelongsToCounts() {
    try (CrossEncoder model = tiny()) {
      int[] ids = {1, 5, 2, 7, 2};
      double[] grades = model.grades(List.of(new TokenPair(ids, 3), new TokenPair(ids, 1)));
      assertThat(grades[0]).isNotCloseTo(grades[1], within(1e-3));
    }
  }

  @Test
  void aMissingWeightIsNamed() {
    assertThatThrownBy(() -> CrossEncoder.of(TINY, Map.of(), new Seed(1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("embeddings.word_embeddings.weight is missing");
  }

  /** The pretrained weights, read by hand, and our forward pass, against ONNX Runtime's. */
  @Test
  void theForwardPassIsThatOfOnnxRuntime() throws Exception {
    List<TokenPair> pairs =
        MiniLmWeights.pairs(
            List.of("sofa", "red leather shoe", "led christmas lights"),
            List.of(
                "Couch",
                "Adidas women's running shoe, red",
                "Outdoor string lights. 100 warm white LED lights on a green wire, 33 feet"),
            48);
    byte[] model = MiniLmWeights.model();
    try (var onnx = OnnxModel.load("all-minilm-l6-v2", model);
        var ours = CrossEncoder.of(BertShape.MINI_LM, MiniLmWeights.read(), new Seed(1))) {
      float[] all =
          Torch.stepWithoutGradient(
              () -> ours.hidden(PairBatch.of(pairs), Dropout.NONE, Precision.FLOAT32).floats());
      int at = 0;
      for (TokenPair pair : pairs) {
        float[] theirs = states(onnx, pair);
        float[] own = Arrays.copyOfRange(all, at, at + theirs.length);
        at += theirs.length;
        assertThat(largest(theirs)).as("states are no zeros").isGreaterThan(.5f);
        for (int i = 0; i < own.length; i++) {
          assertThat(own[i]).isCloseTo(theirs[i], within(1e-4f));
        }
      }
      assertThat(at).isEqualTo(all.length);
    }
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static float[] states(OnnxModel onnx, TokenPair pair) throws OrtException {
    long[] shape = {1, pair.length()};
    long[] ids = Arrays.stream(pair.ids()).asLongStream().toArray();
    long[] types =
        IntStream.range(0, ids.length).mapToLong(t -> t < pair.first() ? 0 : 1).toArray();
    long[] mask = new long[ids.length];
    Arrays.fill(mask, 1);
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    inputs.put(
        "input_ids", OnnxTensor.createTensor(onnx.environment(), LongBuffer.wrap(ids), shape));
    inputs.put(
        "attention_mask",
        OnnxTensor.createTensor(onnx.environment(), LongBuffer.wrap(mask), shape));
    inputs.put(
        "token_type_ids",
        OnnxTensor.createTensor(onnx.environment(), LongBuffer.wrap(types), shape));
    try (var result = onnx.session().run(inputs)) {
      var buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] states = new float[buffer.remaining()];
      buffer.get(states);
      return states;
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }
}
