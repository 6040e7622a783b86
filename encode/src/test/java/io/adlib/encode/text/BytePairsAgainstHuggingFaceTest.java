package io.adlib.encode.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.adlib.kernel.bpe.BytePairTrainer;
import io.adlib.kernel.bpe.BytePairs;
import io.adlib.kernel.bpe.Splitting;
import io.adlib.kernel.bpe.TokenizerFile;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokenizer.json that we write, read by us and by Hugging Face's own library. */
class BytePairsAgainstHuggingFaceTest {

  private static final List<String> TEXTS =
      List.of(
          "Kestrel Ridge two-person tent, lightweight. A tent for weekends in the mountains.",
          "how to choose between tents and tarps; don't buy what you won't carry (129.90 €)",
          "Zelte für zwei Personen, schön leicht – mit Boden.\r\n\r\n  Preis: 1.299,00",
          "两人帐篷 轻量 палатка для двоих Αντίσκηνο 帐篷帐篷 テント 👩‍👩‍👧 naïve cafe\u0301",
          "tent tent tents tenting tented the the the they them there 2024 2025 20");

  private static BytePairs train(boolean composed) {
    var trainer = new BytePairTrainer(Splitting.of(List.of(Splitting.QWEN), composed));
    TEXTS.forEach(trainer::add);
    return trainer.train(420, List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bothGiveTheSameIds(boolean composed) throws Exception {
    BytePairs ours = train(composed);
    try (HuggingFaceTokenizer theirs = theirs(TokenizerFile.text(ours))) {
      for (String text : TEXTS) {
        same(ours, theirs, text);
      }
      same(ours, theirs, "<|im_start|>user\nA tent?<|im_end|>\n<|im_start|>");
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
      for (int i = 0; i < 2000; i++) {
        same(ours, theirs, text(random));
      }
    }
  }

  @Test
  void gpt2sOwnSplittingIsTheSameToo() throws Exception {
    String file =
        TokenizerFile.text(train(false)).replace("\"use_regex\": false", "\"use_regex\": true");
    String gpt2 = file.replaceAll("(?s)\\{\\s*\"type\": \"Split\".*?\"invert\": false\\s*\\},", "");
    BytePairs ours =
        TokenizerFile.of(
            io.adlib.kernel.json.JsonReader.read(gpt2, "tokenizer.json"), "tokenizer.json");
    try (HuggingFaceTokenizer theirs = theirs(gpt2)) {
      RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(8);
      for (int i = 0; i < 1000; i++) {
        same(ours, theirs, text(random));
      }
    }
  }

  private static void same(BytePairs ours, HuggingFaceTokenizer theirs, String text) {
    int[] expected =
        Arrays.stream(theirs.encode(text, false, false).getIds())
            .mapToInt(Math::toIntExact)
            .toArray();
    assertThat(ours.encodeMarked(text)).as(text).isEqualTo(expected);
  }

  /** Words of the texts, blanks of all kinds, signs and letters of many scripts. */
  private static String text(RandomGenerator random) {
    var text = new StringBuilder();
    String pool = String.join(" ", TEXTS);
    for (int i = random.nextInt(30); i > 0; i--) {
      switch (random.nextInt(6)) {
        case 0 -> text.append(" \t\n\r\u00a0\u3000\u2028\u0085\u000b".charAt(random.nextInt(9)));
        case 1 -> text.append("'s'LL't've'RE.,;!?()-_/\\\"#".charAt(random.nextInt(24)));
        case 2 -> text.append(random.nextInt(3000));
        case 3 -> text.appendCodePoint(letter(random));
        default -> {
          int at =
              pool.offsetByCodePoints(0, random.nextInt(pool.codePointCount(0, pool.length()) - 8));
          text.append(pool, at, pool.offsetByCodePoints(at, 1 + random.nextInt(7)));
        }
      }
    }
    return text.toString();
  }

  /** Letters and signs that every version of Unicode since 6.0 knows. */
  private static int letter(RandomGenerator random) {
    int[][] ranges = {
      {0xa1, 0x24f},
      {0x391, 0x3c9},
      {0x410, 0x44f},
      {0x4e00, 0x9fa5},
      {0x1f600, 0x1f64f},
      {0x300, 0x36f},
      {0x5d0, 0x5ea},
      {0x2150, 0x2188}
    };
    int[] range = ranges[random.nextInt(ranges.length)];
    return random.nextInt(range[0], range[1] + 1);
  }

  private static HuggingFaceTokenizer theirs(String json) throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("RUST_FLAVOR", "cpu");
    return HuggingFaceTokenizer.newInstance(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
        Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false"));
  }
}
