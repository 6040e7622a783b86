package io.adlib.data.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.core.User;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.schema.Table;
import io.adlib.data.tables.EventLog;
import io.adlib.data.tables.MarketData;
import io.adlib.data.tables.Markets;
import io.adlib.data.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A market that is exported and imported elsewhere is the same market, awkward texts and all. */
class RoundTripTest {

  @TempDir Path folder;

  private static List<Event> events(Workspace workspace) {
    try (Stream<Event> events = new EventLog(workspace, InstantSource.system()).stream()) {
      return events.toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"CSV,1", "JSON_LINES,2", "PARQUET,3"})
  void aMarketSurvivesExportAndImport(Format format, long seedValue) throws Exception {
    var seed = new Seed(seedValue);
    Workspace from = Workspace.create(folder.resolve("from"));
    Catalogue catalogue = Markets.catalogue(seed, 40);
    List<User> users = Markets.users(seed, 60);
    MarketData.save(
        from,
        catalogue,
        users,
        Markets.events(seed, 1_000, 40).stream(),
        InstantSource.system(),
        Progress.SILENT);
    String rates = AdlibConfig.defaultText().replace("  rates:\n", "  rates: {USD: 0.92}\n");
    Workspace to = Workspace.create(folder.resolve("to"), rates);
    Path files = folder.resolve("files");
    if (format == Format.PARQUET) {
      copyStored(from, files);
    } else {
      MarketExport.write(from, files, format, Progress.SILENT);
    }
    ImportReport report =
        new Importer(to, InstantSource.system())
            .run(List.of(files), new ImportOptions(0, false), Progress.SILENT);
    assertThat(report.accepted()).isEqualTo(40 * 4 + 60 + 1_000);
    MarketData data = MarketData.load(to);
    assertThat(data.catalogue().advertisers()).isEqualTo(catalogue.advertisers());
    assertThat(data.catalogue().campaigns()).isEqualTo(catalogue.campaigns());
    assertThat(data.catalogue().ads()).isEqualTo(catalogue.ads());
    assertThat(data.catalogue().contents()).isEqualTo(catalogue.contents());
    assertThat(data.catalogue().rates().microsOfBase()).isEqualTo(catalogue.rates().microsOfBase());
    assertThat(data.users().values()).containsExactlyElementsOf(users);
    assertThat(events(to)).isEqualTo(events(from));
  }

  /** The stored Parquet is itself in the documented schema. */
  private static void copyStored(Workspace from, Path files) throws Exception {
    Files.createDirectories(files);
    var snapshot = MarketData.load(from).snapshot();
    Path data = from.folder(Workspace.Area.DATA);
    for (var table : snapshot.tables().entrySet()) {
      Files.copy(table.getValue().in(data), files.resolve(table.getKey() + ".parquet"));
    }
    for (var day : snapshot.days()) {
      Files.copy(
          day.file().in(data),
          files.resolve(Table.EVENTS.fileName() + "-" + day.day() + ".parquet"));
    }
  }
}
