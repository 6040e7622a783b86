package io.adlib.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.infer.generator.Generated;
import io.adlib.infer.generator.Generator;
import io.adlib.kernel.KernelChoice;
import io.adlib.learn.generator.LibtorchServing;
import io.adlib.learn.torch.Torch;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.Prompt;
import io.adlib.sid.Trie;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The baseline of the measurement finds what plain Java finds, or the comparison is of nothing. */
class LibtorchServingTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void libtorchAndPlainJavaFindTheSameItemsInTheSameOrder(int joint) {
    Torch.start(1);
    MadeUpGenerator made = MadeUpGenerator.of(32, 4, 16, joint, new Seed(3));
    Path file = folder.resolve("generator.safetensors");
    made.write(file);
    Trie trie = Trie.of(RandomIds.of(2000, 16, new Seed(4)));
    var bits = new BitSet();
    IntStream.range(0, trie.leaves()).filter(leaf -> leaf % 3 != 0).forEach(bits::set);
    LegalLeaves legal = LegalLeaves.of(bits);
    Generator ours = Generator.load(file);
    try (var libtorch = new LibtorchServing(file, trie, KernelChoice.best())) {
      for (Prompt prompt : made.prompts(8)) {
        assertThat(libtorch.generate(prompt, legal, 12, 10))
            .containsExactly(
                ours.generate(prompt, trie, legal, 12, 10).stream()
                    .mapToInt(Generated::item)
                    .toArray());
      }
    }
  }
}
