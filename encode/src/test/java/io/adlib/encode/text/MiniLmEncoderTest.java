package io.adlib.encode.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MiniLmEncoderTest {

  static final List<String> TEXTS =
      List.of(
          "red lipstick, long lasting matte",
          "a matte lip colour in red that stays all day",
          "cordless drill with two batteries",
          "hydrating face cream for dry skin, 50 ml");

  static MiniLmEncoder encoder;

  @BeforeAll
  static void load() {
    encoder = new MiniLmEncoder(MiniLmSettings.DEFAULT);
  }

  @AfterAll
  static void unload() {
    encoder.close();
  }

  static float[] encode(String... texts) {
    return encoder.encode(List.of(texts), Progress.SILENT);
  }

  static double cosine(float[] vectors_ND, int a, int b) {
    double dot = 0;
    for (int d = 0; d < 384; d++) {
      dot += vectors_ND[a * 384 + d] * vectors_ND[b * 384 + d];
    }
    return dot;
  }

  @Test
  void everyVectorHasLengthOne() {
    float[] v = encoder.encode(TEXTS, Progress.SILENT);
    assertThat(v).hasSize(4 * 384);
    for (int i = 0; i < 4; i++) {
      assertThat(cosine(v, i, i)).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void similarTextsAreNearerThanUnrelatedOnes() {
    float[] v = encoder.encode(TEXTS, Progress.SILENT);
    assertThat(cosine(v, 0, 1)).isGreaterThan(cosine(v, 0, 3) + .2);
    assertThat(cosine(v, 0, 3)).isGreaterThan(cosine(v, 0, 2) + .02);
  }

  @Test
  void publishedSimilaritiesOfTheModelAreReached() {
    // Sentence Transformers' documentation gives these three for the 32-bit model.
    float[] v =
        encode(
            "The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium.");
    assertThat(cosine(v, 0, 1)).isCloseTo(.6660, within(.06));
    assertThat(cosine(v, 0, 2)).isCloseTo(.1046, within(.06));
    assertThat(cosine(v, 1, 2)).isCloseTo(.1411, within(.06));
  }

  @Test
  void aTextsNeighboursDoNotChangeItsVector() {
    float[] together = encoder.encode(TEXTS, Progress.SILENT);
    for (int i = 0; i < TEXTS.size(); i++) {
      float[] alone = encode(TEXTS.get(i));
      for (int d = 0; d < 384; d++) {
        assertThat(together[i * 384 + d]).isEqualTo(alone[d]);
      }
    }
  }

  @Test
  void batchesOf32StayNear() {
    List<String> texts =
        IntStream.range(0, 64).mapToObj(i -> TEXTS.get(i % 4) + " number " + i * i).toList();
    try (var batched = new MiniLmEncoder(new MiniLmSettings(256, 32, 2))) {
      float[] a = encoder.encode(texts, Progress.SILENT);
      float[] b = batched.encode(texts, Progress.SILENT);
      for (int i = 0; i < texts.size(); i++) {
        double dot = 0;
        for (int d = 0; d < 384; d++) {
          dot += a[i * 384 + d] * b[i * 384 + d];
        }
        assertThat(dot).isGreaterThan(.96);
      }
      assertThat(batched.fingerprint()).isNotEqualTo(encoder.fingerprint());
    }
  }

  @Test
  void anyStringHasAVectorAndTheSameOneTwice() {
    String[] odd = {
      "",
      "   ",
      "\u0000",
      "naïve Zürich 東京の口紅 помада أحمر 🙂👩‍🚀",
      "lone \ud83d surrogate",
      "a".repeat(10_000),
      "word ".repeat(5_000),
      "<|endoftext|>[SEP][CLS]"
    };
    float[] first = encode(odd);
    assertThat(first).isEqualTo(encode(odd));
    for (int i = 0; i < odd.length; i++) {
      assertThat(cosine(first, i, i)).isCloseTo(1, within(1e-5));
    }
    assertThat(cosine(first, 0, 1)).isCloseTo(1, within(1e-5));
  }

  @Test
  void textBeyondTheLimitIsCutOffAtItsEnd() {
    String long1 = String.join(" ", Collections.nCopies(254, "cream"));
    float[] v = encode(long1, long1 + " and a cordless drill", "cream " + "drill ".repeat(253));
    assertThat(cosine(v, 0, 1)).isCloseTo(1, within(1e-5));
    assertThat(cosine(v, 0, 2)).isLessThan(.9);
  }

  @Test
  void noTextsGiveNoVectors() {
    assertThat(encode()).isEmpty();
  }

  @Test
  void progressCountsEveryText() {
    var done = new AtomicLong();
    var total = new AtomicLong();
    Progress counting =
        (_, steps) -> {
          total.set(steps);
          return new Progress.Task() {
            @Override
            public void advance(long n) {
              done.addAndGet(n);
            }

            @Override
            public void note(String text) {}

            @Override
            public void close() {}
          };
        };
    encoder.encode(Collections.nCopies(70, "soap"), counting);
    assertThat(done).hasValue(70);
    assertThat(total).hasValue(70);
  }

  @Test
  void closingTwiceIsHarmless() {
    var twice = new MiniLmEncoder(MiniLmSettings.DEFAULT);
    twice.close();
    twice.close();
  }

  @Test
  void senselessSettingsAreRefused() {
    assertThatThrownBy(() -> new MiniLmSettings(1, 32, 2)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new MiniLmSettings(256, 0, 2)).isInstanceOf(InputException.class);
  }
}
