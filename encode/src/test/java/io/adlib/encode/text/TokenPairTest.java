package io.adlib.encode.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TokenPairTest {

  private static final int START = 101;
  private static final int END = 102;

  @Test
  void twoTextsAreOneInputOfTwoTypes() {
    TokenPair pair =
        MiniLmWeights.pairs(List.of("red shoe"), List.of("Shoe, leather"), 48).getFirst();
    // the vocabulary of bert-base-uncased: red 2417, shoe 10818, the comma 1010, leather 5898
    assertThat(pair.ids()).containsExactly(START, 2417, 10818, END, 10818, 1010, 5898, END);
    assertThat(pair.first()).isEqualTo(4);
  }

  @Test
  void anEmptyTextIsAPairToo() {
    TokenPair pair = MiniLmWeights.pairs(List.of(""), List.of(""), 8).getFirst();
    assertThat(pair.ids()).containsExactly(START, END, END);
  }

  @Property
  void aPairFitsEndsItsTextsAndKeepsTheirBeginnings(
      @ForAll @IntRange(min = 2, max = 60) int first,
      @ForAll @IntRange(min = 2, max = 60) int second,
      @ForAll @IntRange(min = 4, max = 64) int longest) {
    TokenPair pair = TokenPair.of(text(first, 1000), text(second, 2000), longest);
    assertThat(pair.length()).isLessThanOrEqualTo(longest);
    assertThat(pair.ids()[0]).isEqualTo(START);
    assertThat(pair.ids()[pair.first() - 1]).isEqualTo(END);
    assertThat(pair.ids()[pair.length() - 1]).isEqualTo(END);
    assertThat(Arrays.stream(pair.ids()).filter(id -> id == END)).hasSize(2);
    for (int i = 1; i < pair.first() - 1; i++) {
      assertThat(pair.ids()[i]).isEqualTo(1000 + i);
    }
    for (int i = pair.first(); i < pair.length() - 1; i++) {
      assertThat(pair.ids()[i]).isEqualTo(2000 + i - pair.first() + 1);
    }
    if (first + second - 1 <= longest && first <= longest / 2) {
      assertThat(pair.length()).as("nothing is cut").isEqualTo(first + second - 1);
    }
  }

  private static long[] text(int length, int from) {
    long[] text = new long[length];
    for (int i = 0; i < length; i++) {
      text[i] = from + i;
    }
    text[0] = START;
    text[length - 1] = END;
    return text;
  }
}
