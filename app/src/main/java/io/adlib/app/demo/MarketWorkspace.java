package io.adlib.app.demo;

import io.adlib.app.pipeline.Session;
import io.adlib.core.Event;
import io.adlib.core.Progress;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.schema.Table;
import io.adlib.data.tables.MarketData;
import io.adlib.data.workspace.Workspace;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.simulate.Exposures;
import io.adlib.market.simulate.History;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The built-in market as a workspace's data. */
public final class MarketWorkspace {

  private MarketWorkspace() {}

  /** A workspace, made if there is none. */
  public static Session open(Path folder, Progress progress) {
    if (!Files.exists(folder.resolve("adlib.yaml"))) {
      Workspace.create(folder, AdlibConfig.defaultText());
    }
    return Session.open(folder, progress);
  }

  /** Whether there are events. */
  public static boolean isFilled(Session session) {
    return session.data().snapshot().rows(Table.EVENTS) > 0;
  }

  /**
   * Writes the market and its history, if they are not there; open the workspace again to see them.
   *
   * @return what the shoppers remember of the history
   */
  public static Exposures fill(Session session, DemoMarket market) {
    boolean saved = isFilled(session);
    List<Event> events = new ArrayList<>();
    Exposures memory = new History(market).run(saved ? _ -> {} : events::add, session.progress());
    if (!saved) {
      MarketData.save(
          session.workspace(),
          market.catalogue(),
          market.users(),
          events.stream(),
          InstantSource.system(),
          session.progress());
    }
    return memory;
  }
}
