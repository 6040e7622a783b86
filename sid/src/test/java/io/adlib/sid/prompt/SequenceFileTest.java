package io.adlib.sid.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.sid.Prompt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceFileTest {

  private static final int FIELDS = 5;
  @TempDir Path folder;

  private static TrainingSequence random(RandomGenerator random) {
    int length = 1 + random.nextInt(40);
    byte[][] bytes = new byte[3][length];
    for (byte[] b : bytes) {
      random.nextBytes(b);
    }
    int[] rows = random.ints((long) length * FIELDS).toArray();
    float[] thought_W = new float[random.nextInt(3) == 0 ? 7 : 0];
    for (int i = 0; i < thought_W.length; i++) {
      thought_W[i] = (float) random.nextGaussian();
    }
    return new TrainingSequence(
        new Prompt(bytes[0], bytes[1], bytes[2], rows, thought_W),
        random.ints(length, -1, 1 << 30).toArray());
  }

  private static List<TrainingSequence> random(int count) {
    RandomGenerator random = new Seed(5).generator();
    return Stream.generate(() -> random(random)).limit(count).toList();
  }

  private Path write(List<TrainingSequence> sequences) {
    Path file = folder.resolve("train.sequences");
    try (var writer = new SequenceFile.Writer(file)) {
      sequences.forEach(writer::add);
      writer.end();
    }
    return file;
  }

  private static void assertSame(TrainingSequence actual, TrainingSequence expected) {
    assertThat(actual.prompt().kind_T()).isEqualTo(expected.prompt().kind_T());
    assertThat(actual.prompt().action_T()).isEqualTo(expected.prompt().action_T());
    assertThat(actual.prompt().gap_T()).isEqualTo(expected.prompt().gap_T());
    assertThat(actual.prompt().rows_TF()).isEqualTo(expected.prompt().rows_TF());
    assertThat(actual.prompt().thought_W()).isEqualTo(expected.prompt().thought_W());
    assertThat(actual.target_T()).isEqualTo(expected.target_T());
  }

  @Test
  void whatIsWrittenIsReadBackInAnyOrder() {
    List<TrainingSequence> sequences = random(3_000);
    try (SequenceFile read = SequenceFile.open(write(sequences))) {
      assertThat(read).hasSize(3_000);
      IntStream.range(0, 3_000)
          .map(i -> i * 1_237 % 3_000)
          .forEach(i -> assertSame(read.get(i), sequences.get(i)));
      assertThatThrownBy(() -> read.get(3_000)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void noSequencesAreAnEmptyList() {
    try (SequenceFile read = SequenceFile.open(write(List.of()))) {
      assertThat(read).isEmpty();
    }
  }

  @Test
  void aFileThatWasNotEndedIsNotThereAndTheOneBeforeStays() throws IOException {
    Path file = write(random(10));
    try (var writer = new SequenceFile.Writer(file)) {
      random(3).forEach(writer::add);
    }
    try (SequenceFile read = SequenceFile.open(file);
        Stream<Path> files = Files.list(folder)) {
      assertThat(read).hasSize(10);
      assertThat(files).containsExactly(file);
    }
    assertThatThrownBy(() -> SequenceFile.open(folder.resolve("none")))
        .isInstanceOf(InputException.class);
  }

  @Test
  void aFileCutShortIsRefused() throws IOException {
    Path file = write(random(10));
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 7, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SequenceFile.open(file))
          .isInstanceOf(CorruptException.class)
          .hasMessageContaining("train.sequences");
    }
  }
}
