package io.adlib.kernel.bpe;

import io.adlib.core.InputException;
import io.adlib.kernel.json.Json;
import io.adlib.kernel.json.Json.Digits;
import io.adlib.kernel.json.Json.Fields;
import io.adlib.kernel.json.Json.Flag;
import io.adlib.kernel.json.Json.Items;
import io.adlib.kernel.json.Json.Nothing;
import io.adlib.kernel.json.Json.Text;
import io.adlib.kernel.json.JsonReader;
import io.adlib.kernel.json.JsonWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Hugging Face's {@code tokenizer.json} of byte-level tokenizers: a BPE model, splitting by
 * patterns or GPT-2's own, no normalisation or NFC. What a post-processor would put around texts is
 * left to the caller. See https://github.com/huggingface/tokenizers.
 */
public final class TokenizerFile {

  private static final int MOST_TOKENS = 1 << 22;

  private TokenizerFile() {}

  /**
   * Reads a file.
   *
   * @throws InputException if it is none of this kind
   */
  public static BytePairs read(Path file) {
    return of(JsonReader.read(file), file.toString());
  }

  /** Reads a text; the name is for errors. */
  public static BytePairs of(Fields json, String name) {
    Fields model = json.fields("model").orElseThrow(() -> bad(name, "it has no model"));
    require(model.text("type").orElse("BPE").equals("BPE"), name, "its model is not BPE");
    require(!model.flag("byte_fallback").orElse(false), name, "it falls back to byte tokens");
    require(model.number("dropout").orElse(0.0) == 0, name, "it drops merges");
    for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
      require(model.text(affix).orElse("").isEmpty(), name, "it has a " + affix);
    }
    Fields vocabulary = model.fields("vocab").orElseThrow(() -> bad(name, "it has no vocab"));
    Map<String, Integer> specials = specials(json, name);
    List<String> tokens = tokens(vocabulary, specials, name);
    return new BytePairs(
        Splitting.of(patterns(json, name), composed(json, name)),
        model.flag("ignore_merges").orElse(false),
        tokens,
        model.items("merges").stream().map(merge -> pair(merge, name)).toList(),
        specials);
  }

  private static Map<String, Integer> specials(Fields json, String name) {
    var specials = new LinkedHashMap<String, Integer>();
    for (Json added : json.items("added_tokens")) {
      if (added instanceof Fields token) {
        String content =
            token.text("content").orElseThrow(() -> bad(name, "an added token has no content"));
        specials.put(content, id(token.field("id").orElse(new Nothing()), name));
      }
    }
    return specials;
  }

  private static List<String> tokens(
      Fields vocabulary, Map<String, Integer> specials, String name) {
    var byId = new LinkedHashMap<Integer, String>();
    vocabulary.byName().forEach((letters, id) -> byId.put(id(id, name), letters));
    specials.values().forEach(id -> byId.put(id, ""));
    require(!byId.isEmpty(), name, "its vocab is empty");
    var tokens = new ArrayList<>(Collections.nCopies(Collections.max(byId.keySet()) + 1, ""));
    byId.forEach(tokens::set);
    return tokens;
  }

  private static int id(Json value, String name) {
    if (value instanceof Digits(String digits) && digits.matches("\\d{1,7}")) {
      int id = Integer.parseInt(digits);
      require(id < MOST_TOKENS, name, "the id " + id + " is too high");
      return id;
    }
    throw bad(name, "an id is no whole number");
  }

  /** Either {@code "a b"} or {@code ["a", "b"]}. */
  private static BytePairs.Pair pair(Json merge, String name) {
    if (merge instanceof Text(String text)) {
      int blank = text.indexOf(' ');
      require(blank > 0 && blank == text.lastIndexOf(' '), name, "a merge is not two tokens");
      return new BytePairs.Pair(text.substring(0, blank), text.substring(blank + 1));
    }
    if (merge instanceof Items(List<Json> two)
        && two.size() == 2
        && two.getFirst() instanceof Text(String left)
        && two.getLast() instanceof Text(String right)) {
      return new BytePairs.Pair(left, right);
    }
    throw bad(name, "a merge is not two tokens");
  }

  private static boolean composed(Fields json, String name) {
    var normalizer = json.fields("normalizer");
    String type = normalizer.flatMap(n -> n.text("type")).orElse("");
    require(normalizer.isEmpty() || type.equals("NFC"), name, "it normalises by " + type);
    return normalizer.isPresent();
  }

  private static List<String> patterns(Fields json, String name) {
    Fields first =
        json.fields("pre_tokenizer").orElseThrow(() -> bad(name, "it has no pre_tokenizer"));
    List<Json> steps =
        first.text("type").orElse("").equals("Sequence")
            ? first.items("pretokenizers")
            : List.of(first);
    var patterns = new ArrayList<String>();
    boolean bytes = false;
    for (Json each : steps) {
      Fields step = each instanceof Fields fields ? fields : new Fields(Map.of());
      switch (step.text("type").orElse("")) {
        case "Split" -> patterns.add(pattern(step, name));
        case "ByteLevel" -> {
          require(!step.flag("add_prefix_space").orElse(true), name, "it adds a blank to texts");
          bytes = true;
          if (step.flag("use_regex").orElse(true)) {
            patterns.add(Splitting.GPT2);
          }
        }
        default -> throw bad(name, "it splits by " + step.text("type").orElse("something unnamed"));
      }
    }
    require(bytes, name, "it does not work on bytes");
    return patterns;
  }

  private static String pattern(Fields step, String name) {
    require(
        step.text("behavior").orElse("").equals("Isolated") && !step.flag("invert").orElse(false),
        name,
        "it splits in another way than 'Isolated'");
    Fields pattern = step.fields("pattern").orElseThrow(() -> bad(name, "a split has no pattern"));
    return pattern
        .text("Regex")
        .or(() -> pattern.text("String").map(Pattern::quote))
        .orElseThrow(() -> bad(name, "a split has no pattern"));
  }

  /** The text of a file. */
  public static String text(BytePairs pairs) {
    var json = new LinkedHashMap<String, Json>();
    json.put("version", new Text("1.0"));
    json.put("truncation", new Nothing());
    json.put("padding", new Nothing());
    json.put(
        "added_tokens",
        new Items(pairs.specials().entrySet().stream().map(TokenizerFile::added).toList()));
    json.put(
        "normalizer",
        pairs.splitting().composed() ? fields("type", new Text("NFC")) : new Nothing());
    json.put("pre_tokenizer", splitting(pairs.splitting()));
    json.put("post_processor", byteLevel());
    json.put("decoder", byteLevel());
    json.put("model", model(pairs));
    return JsonWriter.write(new Fields(json));
  }

  private static Json added(Map.Entry<String, Integer> special) {
    return fields(
        "id", Digits.of(special.getValue()),
        "content", new Text(special.getKey()),
        "single_word", new Flag(false),
        "lstrip", new Flag(false),
        "rstrip", new Flag(false),
        "normalized", new Flag(false),
        "special", new Flag(true));
  }

  private static Json splitting(Splitting splitting) {
    var steps = new ArrayList<Json>();
    for (Pattern pattern : splitting.patterns()) {
      steps.add(
          fields(
              "type", new Text("Split"),
              "pattern", fields("Regex", new Text(pattern.pattern())),
              "behavior", new Text("Isolated"),
              "invert", new Flag(false)));
    }
    steps.add(byteLevel());
    return fields("type", new Text("Sequence"), "pretokenizers", new Items(steps));
  }

  private static Json byteLevel() {
    return fields(
        "type", new Text("ByteLevel"),
        "add_prefix_space", new Flag(false),
        "trim_offsets", new Flag(false),
        "use_regex", new Flag(false));
  }

  private static Json model(BytePairs pairs) {
    var vocabulary = new LinkedHashMap<String, Json>();
    for (int id = 0; id < pairs.size(); id++) {
      if (!pairs.tokens().get(id).isEmpty()) {
        vocabulary.put(pairs.tokens().get(id), Digits.of(id));
      }
    }
    List<Json> merges =
        pairs.merges().stream().<Json>map(p -> new Text(p.left() + " " + p.right())).toList();
    return fields(
        "type", new Text("BPE"),
        "dropout", new Nothing(),
        "unk_token", new Nothing(),
        "continuing_subword_prefix", new Text(""),
        "end_of_word_suffix", new Text(""),
        "fuse_unk", new Flag(false),
        "byte_fallback", new Flag(false),
        "ignore_merges", new Flag(pairs.wholeFirst()),
        "vocab", new Fields(vocabulary),
        "merges", new Items(merges));
  }

  private static Fields fields(Object... namesAndValues) {
    var byName = new LinkedHashMap<String, Json>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      byName.put((String) namesAndValues[i], (Json) namesAndValues[i + 1]);
    }
    return new Fields(byName);
  }

  private static void require(boolean good, String name, String what) {
    if (!good) {
      throw bad(name, what);
    }
  }

  private static InputException bad(String name, String what) {
    return new InputException(
        name + " is no tokenizer that Adlib reads: " + what,
        "use a byte-level tokenizer.json, as Qwen, Llama 3 and GPT-2 have it");
  }
}
