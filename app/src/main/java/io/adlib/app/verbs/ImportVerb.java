package io.adlib.app.verbs;

import io.adlib.app.terminal.Output;
import io.adlib.data.imports.ImportOptions;
import io.adlib.data.imports.ImportReport;
import io.adlib.data.imports.Importer;
import io.adlib.data.workspace.Workspace;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Brings a catalogue, content, users and events into a workspace, all or nothing. */
@Command(
    name = "import",
    description =
        "Imports advertisers, campaigns, ads, content, users and events from CSV, JSON Lines or Parquet"
            + " (docs/import.md has the columns). File names tell the table: ads.csv, events-2026-11.jsonl.gz.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  adlib import -w shop catalogue/",
      "  adlib import -w shop users.csv events-2026-11-22.jsonl.gz"
    })
public final class ImportVerb implements Runnable {

  @Mixin private WorkspaceOptions options;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files, or folders of files.")
  private List<Path> files;

  @Option(
      names = "--max-reject-share",
      paramLabel = "SHARE",
      description = "Above this share of bad rows nothing is imported (default: adlib.yaml's).")
  private Optional<Double> maxRejectShare = Optional.empty();

  @Option(
      names = "--ignore-extra-columns",
      description = "Pass over columns the schema does not have.")
  private boolean ignoreExtraColumns;

  @Override
  public void run() {
    maxRejectShare.ifPresent(share -> Bounds.number("--max-reject-share", share, 0, 1));
    Workspace workspace = Workspace.open(options.folder());
    double share =
        maxRejectShare.orElseGet(() -> ImportOptions.of(workspace.readConfig()).maxRejectShare());
    ImportReport report =
        new Importer(workspace, InstantSource.system())
            .run(files, new ImportOptions(share, ignoreExtraColumns), options.progress());
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("already imported", report.alreadyImported());
    facts.put("parsed before", report.parsedBefore());
    facts.put("read", report.read());
    facts.put("accepted", report.accepted());
    facts.put("rejected", report.rejected());
    facts.put("duplicates", report.duplicates());
    facts.put("reasons", report.reasons());
    facts.put("rejects file", report.rejectsFile().map(Path::toString).orElse(""));
    Output.facts(options.json(), facts);
  }
}
