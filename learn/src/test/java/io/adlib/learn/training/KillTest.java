package io.adlib.learn.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Progress;
import io.adlib.learn.torch.Torch;
import io.adlib.learn.training.TrainingTest.Line;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {

  @TempDir Path folder;

  /** The process that is killed: trains and says each step. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      Torch.start(1);
      try (var line = new Line(System.out::println)) {
        Training.run(
            line,
            TrainingTest.config(30),
            Path.of(arguments[0]),
            Progress.SILENT,
            TrainingTest.SEED,
            TrainingTest.NOW);
      }
    }
  }

  @Test
  void aKilledProcessLeavesATrainingThatGoesOnToTheVeryLosses()
      throws IOException, InterruptedException {
    killAfter(25);
    Torch.start(1);
    List<Double> straight;
    try (var line = new Line(_ -> {})) {
      run(line, folder.resolve("straight"));
      straight = line.losses;
    }
    try (var line = new Line(_ -> {})) {
      var result = run(line, folder.resolve("killed"));
      assertThat(result.steps()).isEqualTo(210);
      assertThat(line.losses).hasSizeLessThan(210).isNotEmpty();
      assertThat(line.losses).isEqualTo(straight.subList(210 - line.losses.size(), 210));
    }
  }

  private TrainingResult run(Line line, Path to) {
    return Training.run(
        line, TrainingTest.config(30), to, Progress.SILENT, TrainingTest.SEED, TrainingTest.NOW);
  }

  private void killAfter(int steps) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Child.class.getName(),
                folder.resolve("killed").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
      String last = "";
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        last = line;
        if (line.equals(Integer.toString(steps))) {
          break;
        }
      }
      assertThat(last).isEqualTo(Integer.toString(steps));
      child.destroyForcibly();
    }
    child.waitFor();
  }
}
