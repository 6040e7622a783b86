package io.adlib.app.lm;

import io.adlib.core.EnvironmentException;
import io.adlib.core.Seed;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.infer.lm.CausalLm;
import io.adlib.infer.lm.Sampling;
import io.adlib.infer.lm.Writing;
import io.adlib.kernel.KernelChoice;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.lm.Chat;
import io.adlib.kernel.lm.LmFolderWriter;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.learn.lm.grpo.AnswerWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answers of a training in plain Java, several times faster than libtorch (see
 * benchmarks/lm.md): the weights go through a temporary folder, a few megabytes each time.
 */
final class PlainWriter implements AnswerWriter {

  private final Kernels kernels = KernelChoice.best();
  private final Chat chat;
  private final Path folder;
  private @Nullable CausalLm model;

  PlainWriter(Chat chat) {
    this.chat = chat;
    try {
      folder = Files.createTempDirectory("adlib-grpo");
    } catch (IOException e) {
      throw new EnvironmentException(
          "no temporary folder can be made: " + e, "check java.io.tmpdir and free space", e);
    }
  }

  @Override
  public void renew(io.adlib.learn.lm.CausalLm now) {
    LmFolderWriter.whole(now.shape(), Set.of(chat.end()), Optional.empty(), Dtype.F32)
        .write(folder, now::merged);
    model = CausalLm.open(folder, kernels);
  }

  @Override
  public Written write(int[] prompt, int most, Optional<Seed> draws) {
    CausalLm present = java.util.Objects.requireNonNull(model, "renew comes first");
    Sampling sampling = draws.map(seed -> new Sampling(1, 1, seed)).orElse(Sampling.GREEDY);
    Writing.Written written =
        new Writing(sampling, Set.of(chat.end()), most)
            .after(present.session(prompt.length + most), kernels, prompt);
    return new Written(written.tokens(), written.ended());
  }

  @Override
  public void close() {
    AtomicFiles.deleteTree(folder);
  }
}
