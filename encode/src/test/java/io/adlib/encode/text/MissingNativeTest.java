package io.adlib.encode.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.EnvironmentException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Natives load once a process, so each case needs one of its own. */
class MissingNativeTest {

  /** What the child process runs. */
  static final class Load {
    public static void main(String[] args) {
      try (var encoder = new MiniLmEncoder(MiniLmSettings.DEFAULT)) {
        System.out.println("loaded " + encoder.dimension());
      } catch (EnvironmentException e) {
        System.out.println("REFUSED " + e.getMessage());
      }
    }
  }

  static String load(String property) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                property,
                "-cp",
                System.getProperty("java.class.path"),
                Load.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  @Test
  void aTokenizerNativeThatIsNotThereIsOneLine(@TempDir Path empty) throws Exception {
    String said = load("-DRUST_LIBRARY_PATH=" + empty);
    assertThat(said.lines().filter(line -> line.startsWith("REFUSED")))
        .singleElement()
        .asString()
        .contains("the tokenizer's native library does not load");
  }

  @Test
  void anOnnxRuntimeThatCannotUnpackItselfIsOneLine(@TempDir Path folder) throws Exception {
    String said = load("-Djava.io.tmpdir=" + folder.resolve("missing"));
    assertThat(said.lines().filter(line -> line.startsWith("REFUSED")))
        .singleElement()
        .asString()
        .contains("ONNX Runtime does not load");
  }
}
