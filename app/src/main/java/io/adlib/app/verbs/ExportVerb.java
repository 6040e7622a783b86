package io.adlib.app.verbs;

import io.adlib.app.terminal.Output;
import io.adlib.core.ExchangeRates;
import io.adlib.data.imports.Format;
import io.adlib.data.imports.MarketExport;
import io.adlib.data.tables.MarketData;
import io.adlib.data.workspace.Workspace;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a workspace's data as files that import reads. */
@Command(
    name = "export",
    description =
        "Writes all data as CSV or JSON Lines that adlib import reads; also a way to see the schema.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib export -w demo --format CSV market-files"})
public final class ExportVerb implements Runnable {

  /** What can be written. */
  enum Kind {
    CSV,
    JSON_LINES
  }

  @Mixin private WorkspaceOptions options;

  @Parameters(paramLabel = "DIR", description = "The folder to write to.")
  private Path folder;

  @Option(
      names = "--format",
      defaultValue = "CSV",
      description = "One of: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Kind format;

  @Override
  public void run() {
    Workspace workspace = Workspace.open(options.folder());
    MarketExport.write(
        workspace,
        folder,
        switch (format) {
          case CSV -> Format.CSV;
          case JSON_LINES -> Format.JSON_LINES;
        },
        options.progress());
    ExchangeRates rates = MarketData.load(workspace).catalogue().rates();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("folder", folder.toAbsolutePath().toString());
    facts.put("market.currency", rates.base());
    facts.put("market.rates", decimals(rates));
    Output.facts(options.json(), facts);
  }

  /** Rates are no file: whoever imports the files puts these into adlib.yaml. */
  private static Map<String, String> decimals(ExchangeRates rates) {
    Map<String, String> decimals = new TreeMap<>();
    rates
        .microsOfBase()
        .forEach(
            (currency, micros) ->
                decimals.put(
                    currency, BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString()));
    decimals.remove(rates.base());
    return decimals;
  }
}
