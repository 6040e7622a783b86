package io.adlib.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.data.config.AdlibConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What people see when they mistype, or when something is missing. */
class CommandLineTest {

  @TempDir Path folder;

  private record Outcome(int code, String err) {}

  private static Outcome run(String... args) {
    var err = new StringWriter();
    int code = Main.run(args, new PrintWriter(err, true));
    return new Outcome(code, err.toString());
  }

  @Test
  void aMistypedVerbIsNamedWithTheOneThatWasMeant() {
    Outcome outcome = run("demmo");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("demmo").contains("demo");
  }

  @Test
  void anUnknownOptionSaysHowToGetHelp() {
    Outcome outcome = run("status", "--workspce", "x");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--workspce").contains("adlib status --help");
  }

  @Test
  void whatWasMeantIsOneVerbOrOptionAndNeverAGuessFromAfar() {
    assertThat(run("relase", "list").err())
        .startsWith("adlib: there is no verb 'relase' of adlib\n  did you mean adlib release?\n");
    assertThat(run("release", "bild").err()).contains("did you mean adlib release build?");
    assertThat(run("status", "--jason").err()).contains("no option --jason", "mean --json?");
    assertThat(run("help").err().lines()).hasSize(2);
    assertThat(run("demo", "extra").err()).contains("adlib demo does not take 'extra'");
    assertThat(run("demo", "--port", "abc").err()).contains("'abc' is no whole number");
  }

  @Test
  void anOptionThatTheVerbWouldNotSeeIsRefused() {
    assertThat(run("-w", "shop", "status").err())
        .contains("options come after the verb: adlib VERB -w");
    Outcome outcome = run("train", "-w", "shop", "lm", "--corpus", "c.jsonl", "--out", "model");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--workspace stands before lm");
    assertThat(run("train", "ranker", "--stage", "hepo").err()).contains("--stage is of the gen");
    assertThat(run("tokenize", "--methods", "x").err()).contains("--methods goes with --compare");
    assertThat(run("enrich", "tags", "--small", "3").err()).contains("--small goes with --data");
    assertThat(run("reproduce", "lm", "--compare", "1", "--reward", "recall").err())
        .contains("--compare and --reward ask for different things");
    assertThat(run("train", "lm", "--corpus", "c", "--out", "m", "--kl", "1").err())
        .contains("--kl goes with --stage grpo");
  }

  @Test
  void aMomentOrAnAddressThatIsNoneIsSaidWithoutJava() {
    assertThat(run("enrich", "tags", "--as-of", "yesterday").err())
        .contains("'yesterday' is no moment such as 2026-03-01T00:00:00Z")
        .doesNotContain("java");
    assertThat(run("load", "--url", "http://a b").err())
        .contains("'http://a b' is no address")
        .doesNotContain("java");
  }

  @Test
  void anEmptyPathIsNotTheCurrentFolder() {
    assertThat(run("init", "").err()).contains("a path cannot be empty");
    assertThat(run("status", "-w", "").code()).isEqualTo(2);
  }

  @Test
  void noNumberIsTakenThatIsNoneOrOutOfBounds() {
    for (String line :
        new String[] {
          "demo --port 70000",
          "demo --visits 0",
          "serve --port -5",
          "serve --rehearse -1",
          "import x.csv --max-reject-share NaN",
          "import x.csv --max-reject-share -1",
          "enrich tags --limit -1",
          "reproduce lm --minutes -1",
          "reproduce lm --epochs 0",
          "reproduce sequential --data x --cold NaN",
          "reproduce hub --days 3",
          "reproduce hub --seeds 0",
          "train lm --corpus c --out m --rate NaN",
          "train lm --corpus c --out m --batch 0",
          "tokenize --compare --seeds 0"
        }) {
      String[] words = line.split(" ");
      Outcome outcome = run(words);
      assertThat(outcome.code()).as(line).isEqualTo(2);
      assertThat(outcome.err().lines()).as(line).hasSize(2);
      assertThat(outcome.err())
          .as(line)
          .contains(words[words.length - 2] + " cannot be " + words[words.length - 1], "give it");
    }
  }

  @Test
  void outputThatCannotBeWrittenIsAFailure() {
    PrintStream out = System.out;
    try {
      System.setOut(
          new PrintStream(
              new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                  throw new IOException("No space left on device");
                }
              }));
      Outcome outcome = run("--version");
      assertThat(outcome.code()).isEqualTo(4);
      assertThat(outcome.err()).contains("standard output could not be written");
    } finally {
      System.setOut(out);
    }
  }

  @Test
  void keysThatDoNotReadBackAreNoDefectOfTheProgram() throws Exception {
    Path shop = folder.resolve("shop");
    run("init", shop.toString());
    for (String text : new String[] {"", "{", "{\"format\":1}", "[]"}) {
      Files.writeString(shop.resolve("access/keys.json"), text);
      Outcome outcome = run("keys", "list", "-w", shop.toString());
      assertThat(outcome.code()).as(text).isEqualTo(3);
      assertThat(outcome.err()).contains("is no list of keys", "restore it");
    }
  }

  @Test
  void aFileWhereAFolderIsWantedIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path shop = folder.resolve("shop");
    run("init", shop.toString());
    Outcome outcome = run("export", "-w", shop.toString(), file.toString());
    assertThat(outcome.code()).isEqualTo(4);
    assertThat(outcome.err()).contains("file is in the way").doesNotContain("Exception");
    assertThat(run("bench", "scale", "--ads", "1000", "--folder", file.toString()).err())
        .contains("file is in the way");
    assertThat(run("reproduce", "ablation", "--parts", ",").err()).contains("--parts names none");
  }

  @Test
  void aFolderThatIsNoWorkspaceGetsOneLineAndWhatToDo() {
    Outcome outcome = run("status", "-w", folder.toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines()).hasSize(2);
    assertThat(outcome.err()).contains("is not a workspace").contains("adlib init");
  }

  @Test
  void anUnknownConfigurationKeyIsNamedWithTheNearestKnownOne() throws Exception {
    Path shop = folder.resolve("shop");
    assertThat(run("init", shop.toString()).code()).isZero();
    Files.writeString(shop.resolve("adlib.yaml"), "serve:\n  prot: 1\n");
    Outcome outcome = run("status", "-w", shop.toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("adlib.yaml:2")
        .contains("serve.prot")
        .contains("serve.port");
  }

  @Test
  void aMeasurementNamesTheNumberItCannotTake() {
    assertThat(run("bench", "batches", "--width", "7").err()).contains("[7]", "steps of 32");
    assertThat(run("bench", "prefix", "--requests", "1").err()).contains("1 requests");
    assertThat(run("bench", "scale", "--ads", "5").err()).contains("[5] items");
  }

  /** Descriptions are wrapped to the width of the help, so that lines of their own break twice. */
  @Test
  void everyVerbsHelpFitsItsWidthAndIsWrappedOnce() {
    everyVerb(Main.commandLine())
        .forEach(
            verb -> {
              var usage = verb.getCommandSpec().usageMessage();
              String name = verb.getCommandSpec().qualifiedName();
              assertThat(usage.description()).as(name).hasSize(1);
              verb.getCommandSpec()
                  .options()
                  .forEach(
                      option ->
                          assertThat(option.description())
                              .as("%s %s", name, option.longestName())
                              .hasSizeLessThanOrEqualTo(1));
              assertThat(String.join("\n", usage.footer()).lines())
                  .as("examples of %s", name)
                  .allMatch(line -> line.length() <= usage.width());
            });
  }

  private static Stream<CommandLine> everyVerb(CommandLine verb) {
    return Stream.concat(
        Stream.of(verb), verb.getSubcommands().values().stream().flatMap(v -> everyVerb(v)));
  }

  @Test
  void aListOfVerbsSaysOneSentenceOfEach() {
    assertThat(Main.commandLine().getUsageMessage())
        .contains("enrich", "then asks.")
        .doesNotContain("An interrupted run goes on");
  }

  @Test
  void aReproductionSaysWhatItsFolderLacksAndHowManySeedsItTakes() throws Exception {
    Files.writeString(folder.resolve("items.tsv"), "item_id\n1\n2\n");
    Files.writeString(folder.resolve("sequences.txt"), "u 1 2 1\n");
    String data = folder.toString();
    Outcome outcome = run("reproduce", "sequential", "--data", data, "--order", "both");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("has no sequences_alt_tiebreak.txt", "use --order canonical");
    assertThat(run("reproduce", "sequential", "--data", data, "--seeds", "0").err())
        .contains("0 seeds cannot be run");
    assertThat(run("reproduce", "alignment", "--data", data, "--seeds", "0").err())
        .contains("0 seeds");
  }

  @Test
  void statusTellsWhatAStageLacks() throws Exception {
    Path shop = folder.resolve("shop");
    run("init", shop.toString());
    Files.writeString(shop.resolve("adlib.yaml"), "encode:\n  text_from: summary\n");
    assertThat(run("status", "-w", shop.toString()).code()).isZero();
    Outcome outcome = run("encode", "-w", shop.toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("there are no summaries").contains("adlib enrich summary");
  }

  @Test
  void initWritesAConfigurationThatReadsBackAsTheDefaults() {
    Path shop = folder.resolve("shop");
    assertThat(run("init", shop.toString()).code()).isZero();
    assertThat(AdlibConfig.read(shop.resolve("adlib.yaml"))).isEqualTo(AdlibConfig.defaults());
    assertThat(run("init", shop.toString()).err()).contains("already a workspace");
  }

  @Test
  void withoutAReleaseThereIsNothingToServeOrToGoBackTo() {
    Path shop = folder.resolve("shop");
    run("init", shop.toString());
    Outcome outcome = run("release", "rollback", "-w", shop.toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("no release to go back to");
    assertThat(run("serve", "-w", shop.toString()).err()).contains("no release is live");
  }

  @Test
  void comparingTokenizersWithoutDataIsOneLine() {
    String nowhere = folder.resolve("nowhere").toString();
    Outcome missing = run("tokenize", "--compare", "--data", nowhere);
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err().lines()).hasSize(2);
    assertThat(missing.err()).contains("there is no folder").contains("items.tsv");
    Outcome empty = run("tokenize", "--compare", "--data", folder.toString());
    assertThat(empty.err()).contains("has no items.tsv");
    assertThat(run("tokenize", "--data", folder.toString()).err()).contains("add --compare");
    assertThat(run("tokenize", "--compare", "--methods", "x", "-w", nowhere).err())
        .contains("no tokenizer 'x'");
  }

  @Test
  void badRowsAreRejectedAndNothingIsKept() throws Exception {
    Path shop = folder.resolve("shop");
    run("init", shop.toString());
    Path users = Files.writeString(folder.resolve("users.csv"), "id,country\nu1,DE\n,DE\n");
    Outcome outcome = run("import", "-w", shop.toString(), users.toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines()).hasSize(2);
  }
}
