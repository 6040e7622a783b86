package io.adlib.app.demo;

import io.adlib.app.pipeline.Session;
import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.User;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The built-in market as a workspace's data. */
public final class MarketWorkspace {

  private MarketWorkspace() {}

  /**
   * A workspace for a market, made if there is none.
   *
   * @throws InputException if it holds other data than this market's, which stays as it is
   */
  public static Session open(Path folder, DemoMarket market, Progress progress) {
    if (!Files.exists(folder.resolve("adlib.yaml"))) {
      Workspace.create(folder, AdlibConfig.defaultText());
    }
    Session session = Session.open(folder, progress);
    if (!isEmpty(session) && !holds(session.data(), market)) {
      throw new InputException(
          "%s holds other data than the demo market of seed %d with %,d users"
              .formatted(folder, market.seed().value(), market.users().size()),
          "choose another folder, or the seed and scale that its market was made with");
    }
    return session;
  }

  private static boolean isEmpty(Session session) {
    return Arrays.stream(Table.values())
        .allMatch(table -> session.data().snapshot().rows(table) == 0);
  }

  private static boolean holds(MarketData data, DemoMarket market) {
    Set<String> users = market.users().stream().map(User::id).collect(Collectors.toSet());
    return titles(data.catalogue()).equals(titles(market.catalogue()))
        && data.users().keySet().equals(users);
  }

  private static Map<String, String> titles(Catalogue catalogue) {
    return catalogue.ads().stream().collect(Collectors.toMap(Ad::id, Ad::title));
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
