package io.adlib.kernel.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.CorruptException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

class SafetensorsPropertyTest {

  private Path folder = Path.of("");

  @BeforeProperty
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("safetensors");
  }

  @AfterProperty
  void removeFolder() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static List<Tensor> tensors(Random random, int count) {
    var tensors = new ArrayList<Tensor>();
    for (int i = 0; i < count; i++) {
      Dtype dtype = Dtype.values()[random.nextInt(Dtype.values().length)];
      var shape = new ArrayList<Long>();
      long elements = 1;
      for (int rank = random.nextInt(4); rank > 0; rank--) {
        shape.add((long) random.nextInt(5));
        elements *= shape.getLast();
      }
      byte[] data = new byte[(int) elements * dtype.bytes()];
      random.nextBytes(data);
      tensors.add(new Tensor("block." + i + ".é", dtype, shape, MemorySegment.ofArray(data)));
    }
    return tensors;
  }

  @Property(tries = 100)
  void whatIsWrittenReadsBack(
      @ForAll Random random,
      @ForAll @IntRange(max = 12) int count,
      @ForAll @Size(max = 4) Map<Integer, Character> texts) {
    var metadata = new HashMap<String, String>();
    texts.forEach((k, v) -> metadata.put("k" + k, Character.isSurrogate(v) ? "" : "" + v));
    List<Tensor> written = tensors(random, count);
    Path file = folder.resolve("round.safetensors");
    SafetensorsWriter.write(file, metadata, written);
    try (var read = SafetensorsFile.open(file)) {
      assertThat(read.metadata()).isEqualTo(metadata);
      assertThat(read.names()).hasSize(count);
      for (Tensor tensor : written) {
        Tensor back = read.tensor(tensor.name());
        assertThat(back.dtype()).isEqualTo(tensor.dtype());
        assertThat(back.shape()).isEqualTo(tensor.shape());
        assertThat(back.data().mismatch(tensor.data())).isEqualTo(-1);
      }
    }
  }

  @Property(tries = 1000)
  void damagedBytesAreReadOrRefusedButNeverCrash(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 6) int edits) throws IOException {
    Path file = folder.resolve("fuzz.safetensors");
    SafetensorsWriter.write(file, Map.of("width", "128"), tensors(random, 3));
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < edits; i++) {
      int header = Math.min(bytes.length, 200);
      switch (random.nextInt(4)) {
        case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        case 1 -> bytes[random.nextInt(header)] ^= (byte) (1 << random.nextInt(8));
        case 2 ->
            bytes[random.nextInt(header)] = (byte) "{}[],:\"\\019u".charAt(random.nextInt(12));
        default -> bytes = java.util.Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
      }
    }
    Files.write(file, bytes);
    try (var read = SafetensorsFile.open(file)) {
      for (Tensor tensor : read.tensors()) {
        assertThat(tensor.data().toArray(ValueLayout.JAVA_BYTE).length)
            .isEqualTo(tensor.elements() * tensor.dtype().bytes());
      }
    } catch (CorruptException e) {
      assertThat(e.getMessage()).startsWith(file.toString());
    }
  }
}
