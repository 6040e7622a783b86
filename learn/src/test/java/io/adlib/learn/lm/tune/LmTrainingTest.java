package io.adlib.learn.lm.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.kernel.lm.LmFolder;
import io.adlib.learn.lm.Lora;
import io.adlib.learn.torch.Precision;
import io.adlib.learn.training.TrainingConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LmTrainingTest {

  private static final TuningOptions.Size SIZE = new TuningOptions.Size(300, 16, 1, 2, 1, 24, 64);

  @TempDir private Path folder;

  private Path corpus(String... more) throws Exception {
    var lines = new ArrayList<String>();
    String[] words = {"red", "green", "blue", "grey"};
    for (int i = 0; i < 120; i++) {
      String word = words[i % 4];
      lines.add(
          """
          {"messages":[{"role":"user","content":"say %s %d"},{"role":"assistant","content":"%s"}],"task":"%s","id":"%d"}"""
              .formatted(word, i % 7, word, i % 3 == 0 ? "echo" : "repeat", i));
    }
    lines.addAll(List.of(more));
    return Files.write(folder.resolve("corpus.jsonl"), lines);
  }

  private static TuningOptions options(Optional<Path> base, Optional<Lora> lora) {
    return new TuningOptions(
        base,
        lora,
        SIZE,
        AdaptiveWeights.STANDARD,
        base.isPresent() ? 0 : 1,
        Precision.FLOAT32,
        40,
        .2,
        4,
        8,
        .02,
        TrainingConfig.NO_LIMIT);
  }

  private LmTraining.Trained train(TuningOptions options, String name) {
    return LmTraining.run(
            ChatCorpus.read(folder.resolve("corpus.jsonl")),
            options,
            folder.resolve(name + ".work"),
            folder.resolve(name),
            Progress.SILENT,
            new Seed(3))
        .orElseThrow();
  }

  @Test
  void fromNothingThenOnWithAdapters() throws Exception {
    corpus(
        "{\"messages\":[{\"role\":\"user\",\"content\":\""
            + "x ".repeat(99)
            + "\"},{\"role\":\"assistant\",\"content\":\"y\"}]}");
    LmTraining.Trained first = train(options(Optional.empty(), Optional.empty()), "first");
    assertThat(first.tooLong()).isEqualTo(1);
    assertThat(first.training() + first.validation()).isEqualTo(120);
    assertThat(first.progress().tasks()).containsExactly("echo", "repeat");
    var points = first.progress().points();
    assertThat(points.getLast().loss_K()[1]).isLessThan(points.getFirst().loss_K()[1] / 2);
    assertThat(Files.readString(folder.resolve("first/curves.csv")))
        .startsWith("step,loss echo,loss repeat,weight echo");
    try (LmFolder read = LmFolder.open(folder.resolve("first"))) {
      assertThat(read.shape().width()).isEqualTo(16);
      assertThat(read.tokenizer().special("<|im_end|>").orElseThrow())
          .isEqualTo(read.ends().iterator().next());
    }
    var lora = Optional.of(new Lora(2, 4, Lora.ALL));
    LmTraining.Trained second =
        train(options(Optional.of(folder.resolve("first")), lora), "second");
    // it goes on where the first one ended, up to the rounding of bfloat16
    assertThat(second.progress().points().getFirst().loss_K()[1])
        .isLessThan(points.getFirst().loss_K()[1] / 2);
    LmFolder.open(folder.resolve("second")).close();
  }

  @Test
  void theSameCommandGivesTheSameModel() throws Exception {
    corpus();
    train(options(Optional.empty(), Optional.empty()), "a");
    train(options(Optional.empty(), Optional.empty()), "b");
    assertThat(folder.resolve("a/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("b/model.safetensors"));
    assertThat(folder.resolve("a/tokenizer.json"))
        .hasSameBinaryContentAs(folder.resolve("b/tokenizer.json"));
  }

  @Test
  void badLinesAreNamed() throws Exception {
    corpus("{\"messages\":[{\"role\":\"user\",\"content\":\"only a question\"}]}");
    assertThatThrownBy(() -> ChatCorpus.read(folder.resolve("corpus.jsonl")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("corpus.jsonl:121 does not end with an assistant's message");
    corpus("{\"messages\"");
    assertThatThrownBy(() -> ChatCorpus.read(folder.resolve("corpus.jsonl")))
        .hasMessageContaining("corpus.jsonl:121");
    Files.writeString(folder.resolve("corpus.jsonl"), "\n");
    assertThatThrownBy(() -> ChatCorpus.read(folder.resolve("corpus.jsonl")))
        .hasMessageContaining("has no examples");
    assertThatThrownBy(() -> ChatCorpus.read(folder.resolve("none")))
        .isInstanceOf(InputException.class);
  }
}
