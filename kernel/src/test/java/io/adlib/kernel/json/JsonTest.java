package io.adlib.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Provide
  Arbitrary<Json> values() {
    Arbitrary<Json> leaves =
        Arbitraries.oneOf(
            Arbitraries.strings().map(Json.Text::new),
            Arbitraries.doubles().map(Json.Digits::of),
            Arbitraries.of(true, false).map(Json.Flag::new),
            Arbitraries.just(new Json.Nothing()));
    Arbitrary<Json> lists = leaves.list().ofMaxSize(4).map(Json.Items::new);
    return Arbitraries.maps(Arbitraries.strings(), Arbitraries.oneOf(leaves, lists))
        .ofMaxSize(5)
        .map(Json.Fields::new);
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(@ForAll("values") Json value) {
    assertThat(JsonReader.read(JsonWriter.write(value), "it")).isEqualTo(value);
  }

  @Test
  void fieldsAreFoundByNameAndKind() {
    Json.Fields read =
        JsonReader.read("{\"a\": 1.5e1, \"b\": [true], \"c\": \"\\u00e9\\n\", \"d\": null}", "it");
    assertThat(read.number("a")).contains(15.0);
    assertThat(read.items("b")).isEqualTo(List.of(new Json.Flag(true)));
    assertThat(read.text("c")).contains("é\n");
    assertThat(read.field("d")).isEmpty();
    assertThat(read.text("a")).isEmpty();
    assertThat(new Json.Fields(Map.of()).fields("x")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":01}",
        "{\"a\":1,}",
        "{\"a\":\"\n\"}",
        "{} x",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":nul}",
        "{\"a\":\"",
        "{\"a\":-}",
        "{\"a\":1.}"
      })
  void whatIsNoJsonIsRefused(String text) {
    assertThatThrownBy(() -> JsonReader.read(text, "config.json"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("config.json is no proper JSON");
  }

  @Test
  void nestingIsBounded() {
    assertThatThrownBy(() -> JsonReader.read("{\"a\":" + "[".repeat(100_000), "it"))
        .hasMessageContaining("nested too deep");
  }
}
