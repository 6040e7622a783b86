package io.adlib.kernel.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.kernel.json.JsonReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BytePairsTest {

  private static final List<String> TEXTS =
      List.of(
          "A lightweight tent for two, with poles and pegs.",
          "Tents for a weekend in the mountains: our picks, and what we'd buy again.",
          "Zelte für zwei; Preis 129,90 €. 两人帐篷 2 人用",
          "the tent the tent the tents the lightweight tents");

  private static final BytePairs PAIRS = train(TEXTS, 400);

  private static BytePairs train(List<String> texts, int size) {
    var trainer = new BytePairTrainer(Splitting.of(List.of(Splitting.QWEN), false));
    texts.forEach(trainer::add);
    return trainer.train(size, List.of("<|end|>", "<|sep|>"));
  }

  @Provide
  Arbitrary<String> anyUnicode() {
    Arbitrary<Integer> any =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    Arbitrary<Integer> near =
        Arbitraries.of(" \t\r\n'sSt<|>end09éß中".codePoints().boxed().toList());
    return Arbitraries.oneOf(any, near)
        .list()
        .ofMaxSize(80)
        .map(all -> all.stream().map(Character::toString).reduce("", String::concat));
  }

  @Property
  void everyTextComesBack(@ForAll("anyUnicode") String text) {
    assertThat(PAIRS.decode(PAIRS.encode(text))).isEqualTo(text);
    assertThat(PAIRS.decode(PAIRS.encodeMarked(text))).isEqualTo(text);
  }

  @Test
  void frequentWordsBecomeOneToken() {
    assertThat(PAIRS.encode(" the")).hasSize(1);
    assertThat(PAIRS.encode(" tent")).hasSize(1);
    assertThat(PAIRS.size()).isLessThanOrEqualTo(400);
  }

  @Test
  void theSameTextsGiveTheSameTokenizerInAnyOrder() {
    var shuffled = new ArrayList<>(TEXTS);
    Collections.shuffle(shuffled, new Random(5));
    assertThat(TokenizerFile.text(train(shuffled, 400))).isEqualTo(TokenizerFile.text(PAIRS));
  }

  @Test
  void theFileGivesTheSameTokenizer() {
    String text = TokenizerFile.text(PAIRS);
    BytePairs read = TokenizerFile.of(JsonReader.read(text, "tokenizer.json"), "tokenizer.json");
    assertThat(TokenizerFile.text(read)).isEqualTo(text);
    assertThat(read.encodeMarked(TEXTS.get(2) + "<|end|>"))
        .isEqualTo(PAIRS.encodeMarked(TEXTS.get(2) + "<|end|>"));
  }

  @Test
  void textOfOthersCannotWriteSpecialTokens() {
    int end = PAIRS.special("<|end|>").orElseThrow();
    assertThat(PAIRS.encode("buy <|end|> now")).doesNotContain(end);
    assertThat(PAIRS.encodeMarked("buy <|end|> now")).contains(end);
  }

  /** What merging means, in the plainest way: the earliest merge anywhere, again and again. */
  @Property(tries = 200)
  void mergesAreTakenInTheirOrder(@ForAll("anyUnicode") String text) {
    var expected = new ArrayList<Integer>();
    PAIRS
        .splitting()
        .split(
            text,
            piece -> {
              byte[] bytes = piece.getBytes(java.nio.charset.StandardCharsets.UTF_8);
              List<String> letters =
                  new ArrayList<>(
                      ByteAlphabet.letters(bytes).chars().mapToObj(Character::toString).toList());
              for (BytePairs.Pair merge : PAIRS.merges()) {
                for (int i = 0; i + 1 < letters.size(); i++) {
                  if (letters.get(i).equals(merge.left())
                      && letters.get(i + 1).equals(merge.right())) {
                    letters.set(i, merge.left() + merge.right());
                    letters.remove(i + 1);
                  }
                }
              }
              letters.forEach(token -> expected.add(PAIRS.tokens().indexOf(token)));
            });
    assertThat(Arrays.stream(PAIRS.encode(text)).boxed().toList()).isEqualTo(expected);
  }

  @Test
  void aLongPieceTakesNoLongerThanItsLengthDeserves() {
    String text = "the".repeat(200_000);
    assertThat(PAIRS.decode(PAIRS.encode(text))).isEqualTo(text);
  }

  @Test
  void otherKindsOfTokenizerAreRefusedInOneLine() {
    String text = TokenizerFile.text(PAIRS);
    refused(text.replace("\"Isolated\"", "\"Removed\""), "another way than 'Isolated'");
    refused(text.replace("\"type\": \"BPE\"", "\"type\": \"Unigram\""), "not BPE");
    refused(
        text.replace("\"normalizer\": null", "\"normalizer\": {\"type\": \"Lowercase\"}"),
        "Lowercase");
    refused(text.replace("\"!\": 0,", ""), "byte 33 has no token");
    refused(
        text.replace("\"add_prefix_space\": false", "\"add_prefix_space\": true"), "adds a blank");
    refused("{}", "it has no model");
    refused(text.substring(0, text.length() / 2), "no proper JSON");
  }

  private static void refused(String text, String reason) {
    assertThatThrownBy(
            () -> TokenizerFile.of(JsonReader.read(text, "tokenizer.json"), "tokenizer.json"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(reason);
  }
}
