package io.adlib.kernel.lm;

import io.adlib.core.InputException;
import io.adlib.kernel.json.Json;
import io.adlib.kernel.json.Json.Digits;
import io.adlib.kernel.json.Json.Fields;
import io.adlib.kernel.json.Json.Flag;
import io.adlib.kernel.json.Json.Items;
import io.adlib.kernel.json.Json.Text;
import io.adlib.kernel.json.JsonReader;
import io.adlib.kernel.json.JsonWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code config.json} of a Hugging Face folder. What a model asks for and {@link LmShape} does not
 * have (scaled rotary, biases, sliding windows, other activations) is refused by name.
 */
final class LmConfigFile {

  private final Path file;
  private final Fields json;

  private LmConfigFile(Path file) {
    this.file = file;
    json = JsonReader.read(file);
  }

  /** What the file says. */
  record Config(LmShape shape, Set<Integer> ends) {}

  static Config read(Path file) {
    var reading = new LmConfigFile(file);
    return new Config(reading.shape(), reading.ends());
  }

  private LmShape shape() {
    String family = json.text("model_type").orElseThrow(() -> bad("model_type is missing"));
    boolean qwen = family.startsWith("qwen3");
    require(List.of("llama", "qwen3", "qwen3_moe").contains(family), "model_type is " + family);
    require(json.text("hidden_act").orElse("silu").equals("silu"), "hidden_act is not silu");
    for (String flag : List.of("attention_bias", "mlp_bias", "use_sliding_window")) {
      require(!json.flag(flag).orElse(false), flag + " is true");
    }
    int heads = whole("num_attention_heads");
    int width = whole("hidden_size");
    Optional<Experts> experts =
        family.equals("qwen3_moe") ? Optional.of(experts()) : Optional.empty();
    return new LmShape(
        family,
        whole("vocab_size"),
        width,
        whole("num_hidden_layers"),
        heads,
        whole("num_key_value_heads", heads),
        whole("head_dim", qwen ? 128 : width / heads),
        whole("intermediate_size", experts.isPresent() ? experts.get().hidden() : 0),
        whole("max_position_embeddings", 2048),
        rope(),
        json.number("rms_norm_eps").orElse(1e-6),
        json.flag("tie_word_embeddings").orElse(false),
        qwen,
        experts);
  }

  /** Where transformers 4 and 5 keep it. */
  private double rope() {
    Fields none = new Fields(Map.of());
    for (String name : List.of("rope_scaling", "rope_parameters")) {
      Fields scaling = json.fields(name).orElse(none);
      String type = scaling.text("rope_type").or(() -> scaling.text("type")).orElse("default");
      require(type.equals("default"), name + " is " + type);
    }
    return json.fields("rope_parameters")
        .flatMap(parameters -> parameters.number("rope_theta"))
        .or(() -> json.number("rope_theta"))
        .orElse(10_000.0);
  }

  private Experts experts() {
    return new Experts(
        whole("num_experts"),
        whole("num_experts_per_tok"),
        whole("moe_intermediate_size"),
        json.flag("norm_topk_prob").orElse(false),
        whole("shared_expert_intermediate_size", 0),
        whole("decoder_sparse_step", 1),
        numbers("mlp_only_layers"),
        json.number("router_aux_loss_coef").orElse(.001));
  }

  private Set<Integer> ends() {
    Set<Integer> ends = numbers("eos_token_id");
    Path generation = file.resolveSibling("generation_config.json");
    if (java.nio.file.Files.isRegularFile(generation)) {
      ends.addAll(new LmConfigFile(generation).numbers("eos_token_id"));
    }
    return ends;
  }

  /** A whole number, or a list of some. */
  private Set<Integer> numbers(String name) {
    var numbers = new HashSet<Integer>();
    Json field = json.field(name).orElse(new Items(List.of()));
    for (Json each : field instanceof Items(List<Json> values) ? values : List.of(field)) {
      numbers.add(whole(name, each));
    }
    return numbers;
  }

  private int whole(String name) {
    return whole(name, json.field(name).orElseThrow(() -> bad(name + " is missing")));
  }

  private int whole(String name, int otherwise) {
    return json.field(name).map(value -> whole(name, value)).orElse(otherwise);
  }

  private int whole(String name, Json value) {
    if (value instanceof Digits(String digits) && digits.matches("\\d{1,9}")) {
      return Integer.parseInt(digits);
    }
    throw bad(name + " is no whole number");
  }

  private void require(boolean good, String what) {
    if (!good) {
      throw bad(what);
    }
  }

  private InputException bad(String what) {
    return new InputException(
        file + " is no model that Adlib runs: " + what,
        "use a dense or MoE Qwen3, or a Llama without scaled rotary positions");
  }

  static String text(LmShape shape, Set<Integer> ends, String dtype) {
    var json = new LinkedHashMap<String, Json>();
    json.put("architectures", new Items(List.of(new Text(architecture(shape.family())))));
    json.put("model_type", new Text(shape.family()));
    json.put("hidden_act", new Text("silu"));
    json.put("attention_bias", new Flag(false));
    json.put("attention_dropout", Digits.of(0));
    json.put("vocab_size", Digits.of(shape.vocabulary()));
    json.put("hidden_size", Digits.of(shape.width()));
    json.put("num_hidden_layers", Digits.of(shape.layers()));
    json.put("num_attention_heads", Digits.of(shape.heads()));
    json.put("num_key_value_heads", Digits.of(shape.keyHeads()));
    json.put("head_dim", Digits.of(shape.headWidth()));
    json.put("intermediate_size", Digits.of(shape.hidden()));
    json.put("max_position_embeddings", Digits.of(shape.positions()));
    json.put("rope_theta", Digits.of(shape.rope()));
    json.put("rms_norm_eps", Digits.of(shape.epsilon()));
    json.put("tie_word_embeddings", new Flag(shape.tied()));
    json.put("torch_dtype", new Text(dtype));
    shape.experts().ifPresent(experts -> experts(json, experts));
    List<Json> ids = new ArrayList<>();
    ends.stream().sorted().forEach(end -> ids.add(Digits.of(end)));
    if (!ids.isEmpty()) {
      json.put("eos_token_id", ids.size() == 1 ? ids.getFirst() : new Items(ids));
    }
    return JsonWriter.write(new Fields(json));
  }

  private static void experts(Map<String, Json> json, Experts experts) {
    json.put("num_experts", Digits.of(experts.count()));
    json.put("num_experts_per_tok", Digits.of(experts.active()));
    json.put("moe_intermediate_size", Digits.of(experts.hidden()));
    json.put("norm_topk_prob", new Flag(experts.normalised()));
    json.put("decoder_sparse_step", Digits.of(experts.step()));
    json.put(
        "mlp_only_layers",
        new Items(experts.dense().stream().sorted().<Json>map(Digits::of).toList()));
    json.put("router_aux_loss_coef", Digits.of(experts.balance()));
    if (experts.sharedHidden() > 0) {
      json.put("shared_expert_intermediate_size", Digits.of(experts.sharedHidden()));
    }
  }

  private static String architecture(String family) {
    return switch (family) {
      case "llama" -> "LlamaForCausalLM";
      case "qwen3_moe" -> "Qwen3MoeForCausalLM";
      default -> "Qwen3ForCausalLM";
    };
  }
}
