package io.adlib.app.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.llm.relevance.Judgment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrossEncoderGraderTest {

  @TempDir private Path work;

  private static List<Judgment> rows(int from, int to) {
    return IntStream.range(from, to)
        .boxed()
        .flatMap(
            q ->
                Stream.of(
                    new Judgment(q + "a", "lamp " + q, "Desk lamp " + q, "", 4),
                    new Judgment(q + "b", "lamp " + q, "Garden hose", "ten metres", 1)))
        .toList();
  }

  private CrossEncoderGrader grader() {
    return new CrossEncoderGrader(work, 1, new Seed(1));
  }

  @Test
  void aStoppedFoldGoesOnAndADoneOneIsReadAgain() throws Exception {
    List<Judgment> train = rows(0, 12);
    List<Judgment> test = rows(12, 15);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> grader().grade(train, test, Progress.SILENT))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
    int[] grades = grader().grade(train, test, Progress.SILENT);
    assertThat(grades).hasSize(6);
    assertThat(Arrays.stream(grades)).allMatch(grade -> grade >= 1 && grade <= 4);
    Path fold = only(work);
    assertThat(only(fold)).as("no checkpoints are left").hasFileName("grades.txt");
    Files.writeString(fold.resolve("grades.txt"), "1\n2\n3\n4\n1\n2\n");
    assertThat(grader().grade(train, test, Progress.SILENT)).containsExactly(1, 2, 3, 4, 1, 2);
    Files.writeString(fold.resolve("grades.txt"), "1\n2\n");
    assertThatThrownBy(() -> grader().grade(train, test, Progress.SILENT))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("grades.txt");
  }

  @Test
  void withoutAQueryToHoldOutItSaysSo() {
    assertThatThrownBy(() -> grader().grade(rows(0, 1), rows(1, 2), Progress.SILENT))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("too few queries");
  }

  private static Path only(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.getFirst();
    }
  }
}
