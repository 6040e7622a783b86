package io.adlib.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.app.pipeline.Session;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.imports.ImportOptions;
import io.adlib.data.imports.Importer;
import io.adlib.data.schema.Table;
import io.adlib.data.workspace.Workspace;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose data a demo writes, and whose it does not. */
class MarketWorkspaceTest {

  @TempDir Path folder;

  private static DemoMarket market(long seed) {
    return DemoMarket.generate(new Seed(seed), DemoScale.TINY);
  }

  @Test
  void somebodysOwnDataIsNotReplacedByADemo() throws Exception {
    Workspace own = Workspace.create(folder.resolve("shop"));
    Path users = Files.writeString(folder.resolve("users.csv"), "id\nu1\n");
    new Importer(own, InstantSource.system())
        .run(List.of(users), new ImportOptions(0, false), Progress.SILENT);
    assertThatThrownBy(() -> MarketWorkspace.open(own.root(), market(3), Progress.SILENT))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("shop holds other data than the demo market of seed 3");
    assertThat(Session.open(own.root(), Progress.SILENT).data().users()).hasSize(1);
  }

  @Test
  void theMarketIsFoundAgainAndAnotherOneHasNoPlaceThere() {
    Path demo = folder.resolve("demo");
    Session session = MarketWorkspace.open(demo, market(3), Progress.SILENT);
    MarketWorkspace.fill(session, market(3));
    Session again = MarketWorkspace.open(demo, market(3), Progress.SILENT);
    assertThat(again.data().snapshot().rows(Table.ADS)).isEqualTo(DemoScale.TINY.ads());
    assertThatThrownBy(() -> MarketWorkspace.open(demo, market(4), Progress.SILENT))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("other data than the demo market of seed 4");
  }
}
