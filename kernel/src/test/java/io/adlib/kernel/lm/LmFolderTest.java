package io.adlib.kernel.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.AdlibException;
import io.adlib.core.Seed;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LmFolderTest {

  private static final LmShape SHAPE = LmShape.small(40, 16, 2, 4, 2, 24, 32);

  @TempDir private Path folder;

  private static float[] values(String name) {
    long[] dimensions = SHAPE.tensors().get(name);
    int size = (int) java.util.Arrays.stream(dimensions).reduce(1, (a, b) -> a * b);
    float[] values = new float[size];
    var random = new Seed(3).of(name).generator();
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private void write(Dtype type, long shard) {
    new LmFolderWriter(SHAPE, Set.of(7), Optional.empty(), type, shard)
        .write(folder, LmFolderTest::values);
  }

  @Test
  void whatIsWrittenIsRead() {
    write(Dtype.F32, Long.MAX_VALUE);
    try (LmFolder read = LmFolder.open(folder)) {
      assertThat(read.shape()).isEqualTo(SHAPE);
      assertThat(read.ends()).containsExactly(7);
      SHAPE.tensors().keySet().forEach(n -> assertThat(read.floats(n)).isEqualTo(values(n)));
    }
  }

  @Test
  void shardsAreOneModel() throws Exception {
    write(Dtype.BF16, 2000);
    try (var files = Files.list(folder);
        LmFolder read = LmFolder.open(folder)) {
      assertThat(files.filter(f -> f.toString().endsWith(".safetensors")).count()).isGreaterThan(2);
      float[] expected = Tensor.ofBf16("x", values("model.norm.weight"), 16).floats();
      assertThat(read.floats("model.norm.weight")).isEqualTo(expected);
    }
  }

  @Test
  void expertsAreNamedAsInQwen() {
    var shape =
        new LmShape(
            "qwen3_moe",
            40,
            16,
            2,
            4,
            2,
            4,
            24,
            32,
            1e4,
            1e-6,
            false,
            true,
            Optional.of(new Experts(3, 2, 8, true, 12, 1, Set.of(0), .01)));
    assertThat(shape.tensors())
        .containsKeys(
            "lm_head.weight",
            "model.layers.0.mlp.gate_proj.weight",
            "model.layers.1.mlp.gate.weight",
            "model.layers.1.mlp.experts.2.down_proj.weight",
            "model.layers.1.mlp.shared_expert.up_proj.weight",
            "model.layers.1.mlp.shared_expert_gate.weight")
        .doesNotContainKey("model.layers.0.mlp.gate.weight");
    LmFolderWriter.whole(shape, Set.of(), Optional.empty(), Dtype.F32)
        .write(
            folder,
            name ->
                new float
                    [(int)
                        java.util.Arrays.stream(shape.tensors().get(name))
                            .reduce(1, (a, b) -> a * b)]);
    try (LmFolder read = LmFolder.open(folder)) {
      assertThat(read.shape()).isEqualTo(shape);
    }
  }

  @Test
  void qwen3sOwnConfigIsRead() throws Exception {
    write(Dtype.F32, Long.MAX_VALUE);
    Files.writeString(folder.resolve("config.json"), QWEN3_06B);
    refused("lacks model.layers.2.", "and");
    var config = LmConfigFile.read(folder.resolve("config.json"));
    assertThat(config.shape())
        .isEqualTo(
            new LmShape(
                "qwen3",
                151936,
                1024,
                28,
                16,
                8,
                128,
                3072,
                40960,
                1e6,
                1e-6,
                true,
                true,
                Optional.empty()));
    assertThat(config.ends()).containsExactly(151645);
    // 28 layers of 15.7 M and an embedding of 155.6 M, as its card says: 0.6 B
    assertThat(config.shape().parameters()).isEqualTo(596_049_920L);
  }

  @Test
  void whatDoesNotFitIsNamed() throws Exception {
    write(Dtype.F32, Long.MAX_VALUE);
    Path weights = folder.resolve("model.safetensors");
    rewrite(weights, "model.norm.weight", Optional.empty());
    refused("lacks model.norm.weight");
    rewrite(
        weights, "model.norm.weight", Optional.of(Tensor.of("model.norm.weight", new float[8], 8)));
    refused("'model.norm.weight' has shape [8] instead of [16]");
    rewrite(weights, "none", Optional.of(Tensor.of("model.layers.2.x", new float[1], 1)));
    refused("does not ask for: model.layers.2.x");
    rewrite(
        weights, "model.norm.weight", Optional.of(Tensor.of("model.norm.weight", new int[16], 16)));
    refused("'model.norm.weight' is I32");
    rewrite(weights, "none", Optional.of(Tensor.of("lm_head.weight", new float[640], 40, 16)));
    LmFolder.open(folder).close();
    Files.writeString(weights, "short");
    assertThatThrownBy(() -> LmFolder.open(folder)).isInstanceOf(AdlibException.class);
    Files.delete(weights);
    refused("model.safetensors is missing");
  }

  @Test
  void anIndexCannotPointElsewhere() throws Exception {
    write(Dtype.F32, 2000);
    Path index = folder.resolve("model.safetensors.index.json");
    String text = Files.readString(index);
    Files.writeString(index, text.replaceFirst("model-00001", "../model-00001"));
    refused("names no file beside it");
    Files.writeString(index, text.replaceFirst("\"model.norm.weight\"", "\"model.other.weight\""));
    refused("does not list the weights");
  }

  @Test
  void notANumber() {
    new LmFolderWriter(SHAPE, Set.of(), Optional.empty(), Dtype.F32, Long.MAX_VALUE)
        .write(
            folder,
            n -> {
              float[] v = values(n);
              v[0] = n.equals("model.norm.weight") ? Float.NaN : v[0];
              return v;
            });
    try (LmFolder read = LmFolder.open(folder)) {
      assertThatThrownBy(() -> read.floats("model.norm.weight")).hasMessageContaining("NaN");
    }
  }

  @Test
  void modelsOfAnotherKindAreRefusedByName() throws Exception {
    write(Dtype.F32, Long.MAX_VALUE);
    Path config = folder.resolve("config.json");
    String text = Files.readString(config);
    for (var change :
        Map.of(
                "\"qwen3\"", "\"gpt2\"",
                "\"silu\"", "\"gelu\"",
                "\"attention_bias\": false", "\"attention_bias\": true",
                "\"rope_theta\": 10000", "\"rope_scaling\": {\"rope_type\": \"llama3\"}",
                "\"num_key_value_heads\": 2", "\"num_key_value_heads\": 3",
                "\"hidden_size\": 16", "\"hidden_size\": -16")
            .entrySet()) {
      Files.writeString(config, text.replace(change.getKey(), change.getValue()));
      assertThatThrownBy(() -> LmFolder.open(folder))
          .as(change.getValue())
          .isInstanceOf(AdlibException.class);
    }
  }

  private void rewrite(Path file, String without, Optional<Tensor> with) {
    List<Tensor> tensors = new ArrayList<>();
    SHAPE
        .tensors()
        .forEach(
            (n, d) -> {
              if (!n.equals(without)) {
                tensors.add(Tensor.of(n, values(n), d));
              }
            });
    with.ifPresent(tensors::add);
    SafetensorsWriter.write(file, Map.of(), tensors);
  }

  private void refused(String... reasons) {
    for (String reason : reasons) {
      assertThatThrownBy(() -> LmFolder.open(folder))
          .isInstanceOf(AdlibException.class)
          .hasMessageContaining(reason);
    }
  }

  /** As its makers publish it. */
  private static final String QWEN3_06B =
      """
      {"architectures": ["Qwen3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
       "bos_token_id": 151643, "eos_token_id": 151645, "head_dim": 128, "hidden_act": "silu",
       "hidden_size": 1024, "initializer_range": 0.02, "intermediate_size": 3072,
       "max_position_embeddings": 40960, "max_window_layers": 28, "model_type": "qwen3",
       "num_attention_heads": 16, "num_hidden_layers": 28, "num_key_value_heads": 8,
       "rms_norm_eps": 1e-06, "rope_scaling": null, "rope_theta": 1000000, "sliding_window": null,
       "tie_word_embeddings": true, "torch_dtype": "bfloat16", "transformers_version": "4.51.0",
       "use_cache": true, "use_sliding_window": false, "vocab_size": 151936}
      """;
}
