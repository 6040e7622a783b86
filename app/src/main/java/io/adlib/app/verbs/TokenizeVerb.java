package io.adlib.app.verbs;

import io.adlib.app.pipeline.Pipeline;
import io.adlib.app.pipeline.Session;
import io.adlib.app.pipeline.Stage;
import io.adlib.app.terminal.Output;
import io.adlib.app.tokenize.CompareTokenizers;
import io.adlib.app.tokenize.CompareTokenizers.Written;
import io.adlib.core.InputException;
import io.adlib.learn.tokenizer.TokenizerMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Turns vectors into semantic IDs, with a health report; or compares the ways to do it. */
@Command(
    name = "tokenize",
    description =
        "Turns vectors into semantic IDs, with a health report, by the tokenizer that tokenize.method"
            + " of adlib.yaml names. With --compare it makes all tokenizers and writes one page that puts them"
            + " side by side; an interrupted comparison goes on.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The folder of --data holds items.tsv(.gz) with item_id and title, or",
      "llm_keywords, and sequences.txt(.gz); without it the workspace's own",
      "catalogue is compared.",
      "",
      "Examples:",
      "  adlib tokenize -w shop",
      "  adlib tokenize --compare -w shop",
      "  adlib tokenize --compare --data amazon-beauty --seeds 3 --json"
    })
public final class TokenizeVerb extends StageVerb {

  private static final int MOST_SEEDS = 100;

  @Option(names = "--compare", description = "Compare tokenizers; the page goes to reports/.")
  private boolean compare;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Compare on the items of this folder.")
  private Path data = Path.of("");

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Runs of each tokenizer (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "NAME",
      description = "Which tokenizers (default: all).")
  private String[] methods = TokenizerMethod.keys().toArray(String[]::new);

  @Spec private CommandSpec spec;

  @Override
  List<? extends Stage> stages(Pipeline pipeline, Session session) {
    return List.of(pipeline.encode(), pipeline.tokenize());
  }

  @Override
  public void run() {
    boolean onData = !data.toString().isEmpty();
    if (!compare) {
      if (onData) {
        throw new InputException(
            "--data is a folder to compare tokenizers on", "add --compare, or leave --data out");
      }
      Beside.none(spec, "--compare", "--seeds", "--methods");
      super.run();
      return;
    }
    Bounds.whole("--seeds", seeds, 1, MOST_SEEDS);
    List<TokenizerMethod> chosen =
        Arrays.stream(methods).map(TokenizerMethod::of).distinct().toList();
    var comparison =
        new CompareTokenizers(chosen, seeds, options().progress(), InstantSource.system());
    Written written = onData ? comparison.onData(folder(), reports()) : onWorkspace(comparison);
    if (options().json()) {
      Output.json(written.json());
    } else {
      CompareTokenizers.print(written);
    }
  }

  private Written onWorkspace(CompareTokenizers comparison) {
    return comparison.onWorkspace(options().open());
  }

  private Path folder() {
    if (!Files.isDirectory(data)) {
      throw new InputException(
          "there is no folder " + data, "give a folder with items.tsv(.gz) and sequences.txt(.gz)");
    }
    return data;
  }

  private Path reports() {
    return options().folder().resolve("reports");
  }
}
