package io.adlib.encode.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OnnxWeightsTest {

  /** A linear map as PyTorch's exporter writes it: its matrix nameless, [in,out]. */
  private static byte[] model() {
    return new OnnxGraph("linear")
        .input("x", -1, 2)
        .output("/layer/Add_output_0", -1, 3)
        .weights("onnx::MatMul_7", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
        .weights("layer.bias", new float[] {7, 8, 9}, 3)
        .wholes("axes", 1, 2)
        .node("MatMul", List.of("x", "onnx::MatMul_7"), "/layer/MatMul")
        .node("Add", List.of("/layer/MatMul", "layer.bias"), "/layer/Add_output_0")
        .model();
  }

  @Test
  void aMapsMatrixHasTheNameOfItsProductAndPyTorchsOrder() {
    Map<String, OnnxWeights.Weight> weights = OnnxWeights.read(model());
    assertThat(weights).containsOnlyKeys("layer.bias", "layer.weight");
    assertThat(weights.get("layer.bias").values()).containsExactly(7, 8, 9);
    assertThat(weights.get("layer.weight").shape()).containsExactly(3, 2);
    assertThat(weights.get("layer.weight").values()).containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Test
  void aTableThatAProductReadsKeepsItsNameAndOrder() {
    byte[] tied =
        new OnnxGraph("tied")
            .weights("words.weight", new float[] {1, 2, 3, 4, 5, 6}, 3, 2)
            .node("MatMul", List.of("words.weight", "x"), "/head/MatMul")
            .model();
    assertThat(OnnxWeights.read(tied).get("words.weight").shape()).containsExactly(3, 2);
  }

  @Test
  void weightsBesideTheFileAreAskedForInIt() {
    byte[] without = new OnnxGraph("beside").weights("w", new float[0], 2, 3).model();
    assertThatThrownBy(() -> OnnxWeights.read(without))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("weight w of [2, 3] has 0 numbers");
  }

  @Property
  void aDamagedFileGivesWeightsOrAClearError(
      @ForAll @IntRange(max = 400) int length, @ForAll @Size(3) byte[] noise, @ForAll int at) {
    byte[] damaged = Arrays.copyOf(model(), Math.min(length, model().length));
    for (int i = 0; i < noise.length && damaged.length > 0; i++) {
      damaged[Math.floorMod(at + 31 * i, damaged.length)] = noise[i];
    }
    try {
      OnnxWeights.read(damaged)
          .values()
          .forEach(
              weight ->
                  assertThat(Arrays.stream(weight.shape()).reduce(1, (a, b) -> a * b))
                      .isEqualTo(weight.values().length));
    } catch (InputException expected) {
      assertThat(expected).hasMessageNotContaining("null");
    }
  }
}
