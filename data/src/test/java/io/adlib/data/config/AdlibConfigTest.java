package io.adlib.data.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.core.Money;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdlibConfigTest {

  private static final Path FILE = Path.of("adlib.yaml");

  private static AdlibConfig parse(String text) {
    return AdlibConfig.parse(FILE, text);
  }

  @Test
  void theDefaultFileDocumentsEveryKeyAndReadsBackAsTheDefaults() {
    String text = AdlibConfig.defaultText();
    assertThat(parse(text)).isEqualTo(AdlibConfig.defaults());
    assertThat(parse("")).isEqualTo(AdlibConfig.defaults());
    assertThat(text).contains("  # Port;").contains("  port: 8080").contains("(0 to 65535)");
    String[] lines = text.split("\n");
    for (int i = 1; i < lines.length; i++) {
      if (!lines[i].isBlank() && !lines[i].strip().startsWith("#")) {
        assertThat(lines[i - 1].strip()).as("comment above '" + lines[i] + "'").startsWith("#");
      }
    }
  }

  @Test
  void valuesAreReadAndTheRestKeepsItsDefault() {
    AdlibConfig config =
        parse(
            """
            market:
              currency: USD
              rates: {EUR: 1.08, JPY: 0.0067}
            serve:
              port: 0
              deadline: 80ms
            train:
              budget: 5m
            """);
    assertThat(config.serve().port()).isZero();
    assertThat(config.serve().deadline()).isEqualTo(Duration.ofMillis(80));
    assertThat(config.serve().host()).isEqualTo("127.0.0.1");
    assertThat(config.train().budget()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.market().exchangeRates().microsOfBase())
        .isEqualTo(Map.of("EUR", 1_080_000L, "JPY", 6_700L, "USD", Money.MICROS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "serve:\\n  prot: 1 | adlib.yaml:2: unknown key serve.prot | did you mean serve.port?",
        "\\nsevre:\\n  port: 1 | adlib.yaml:2: unknown key sevre | did you mean serve?",
        "serve:\\n\\n  maxBdy: 1 | adlib.yaml:3: unknown key serve.maxBdy | did you mean serve.max_body?",
        "zzzzzzzz: 1 | adlib.yaml:1: unknown key zzzzzzzz | known are market",
        "serve:\\n  port: http | adlib.yaml:2: serve.port must be a whole number from 0 to 65535 | correct",
        "serve:\\n  port: 99999 | adlib.yaml:2: serve.port must be a whole number | correct",
        "serve:\\n  port: [1] | adlib.yaml:2: serve.port must be a whole number | correct",
        "serve:\\n  deadline: 80 | adlib.yaml:2: serve.deadline must be a time from 1ms to 1m | correct",
        "import:\\n  max_reject_share: 2 | adlib.yaml:2: import.max_reject_share must be a number | correct",
        "serve: 5 | adlib.yaml:1: serve must be a group of keys | correct",
        "encode:\\n  model: bert | adlib.yaml:2: encode.model must be one of minilm | correct",
        "market:\\n  rates:\\n    usd: 1 | adlib.yaml:3: market.rates.usd must be a currency | correct",
        "serve:\\n  port: 1\\n  port: 2 | adlib.yaml:3: | ",
        "serve:\\n\\tport: 1 | adlib.yaml:2: no valid YAML | mend",
        "- 1 | adlib.yaml:1: here must stand keys | write",
      })
  void aMistakeIsNamedWithFileLineAndRemedy(String text, String message, String remedy) {
    assertThatThrownBy(() -> parse(text.replace("\\n", "\n").replace("\\t", "\t")))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e).hasMessageStartingWith(message).hasMessageNotContaining("\n");
              assertThat(e.remedy()).startsWith(remedy == null ? "" : remedy);
            });
  }

  @Test
  void aRetiredKeyNamesItsSuccessor() {
    var section = new YamlSection(FILE, "serve.", YamlNode.parse(FILE, "\nbeams: 3\n"));
    assertThatThrownBy(() -> section.retired("beams", "serve.beam"))
        .hasMessage("adlib.yaml:2: the key serve.beams is retired")
        .extracting("remedy")
        .isEqualTo("use serve.beam instead");
  }

  @Test
  void aMissingOrBinaryFileIsTheUsersError(@TempDir Path folder) throws Exception {
    assertThatThrownBy(() -> AdlibConfig.read(folder.resolve("x.yaml")))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("does not exist");
    Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> AdlibConfig.read(binary)).hasMessageEndingWith("is not UTF-8 text");
  }

  @Test
  void theNearestNameIsFoundOnlyWhenItIsNear() {
    assertThat(Nearest.to("max-reject", Set.of("max_reject_share", "memory_mib"))).isEmpty();
    assertThat(Nearest.to("memroy_mib", Set.of("max_reject_share", "memory_mib")))
        .contains("memory_mib");
  }

  @ParameterizedTest
  @CsvSource({"250ms,250ms", "1000ms,1s", "90s,90s", "60m,1h", "48h,2d", "0ms,0ms"})
  void durationsAreWrittenInTheLargestExactUnit(String written, String expected) {
    assertThat(Durations.parse(written).map(Durations::format)).contains(expected);
    assertThat(Durations.parse(written + "x")).isEmpty();
  }
}
