package io.adlib.app.load;

import io.adlib.app.pipeline.Releases;
import io.adlib.app.pipeline.Session;
import io.adlib.app.serving.ServedWorkspace;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.EnvironmentException;
import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.data.tables.EventLog;
import io.adlib.data.workspace.Workspace.Area;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.release.Release;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A workspace's live release, served in this process to be loaded: on a state of its own beside the
 * workspace's, which is deleted at the end, with the users and what they did of late; its time goes
 * on from the last day with events; its campaigns have budgets that no load exhausts.
 */
final class LoadedWorkspace implements AutoCloseable {

  private static final Duration REMEMBERED = Duration.ofDays(7);
  private static final int CHUNK = 1024;

  /** In units of the campaign's currency. */
  private static final long BUDGET = 100_000_000;

  private final Path folder;
  private final ServedWorkspace served;

  private LoadedWorkspace(Path folder, ServedWorkspace served) {
    this.folder = folder;
    this.served = served;
  }

  static LoadedWorkspace open(Session session) {
    Release release = withoutLimits(Releases.live(session));
    var log = new EventLog(session.workspace(), InstantSource.system());
    Instant end = LoadTraffic.end(log);
    InstantSource system = InstantSource.system();
    InstantSource clock = InstantSource.offset(system, Duration.between(system.instant(), end));
    Path folder = temporary(session.workspace().folder(Area.STATE));
    try {
      ServedWorkspace served =
          ServedWorkspace.open(
              session, release, session.config().serve().withPort(0), clock, folder);
      var loaded = new LoadedWorkspace(folder, served);
      try {
        loaded.remember(session, log, end);
        return loaded;
      } catch (RuntimeException e) {
        served.close();
        throw e;
      }
    } catch (RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  /** The same with budgets that nothing exhausts. */
  static Release withoutLimits(Release release) {
    Catalogue catalogue = release.catalogue();
    List<Campaign> campaigns =
        catalogue.campaigns().stream().map(LoadedWorkspace::withoutLimit).toList();
    return Release.of(
        release.version(),
        new Catalogue(
            catalogue.advertisers(),
            campaigns,
            catalogue.ads(),
            catalogue.contents(),
            catalogue.rates()),
        release.ids(),
        release.trie(),
        release.recall(),
        release.valuer());
  }

  private static Campaign withoutLimit(Campaign c) {
    return new Campaign(
        c.id(),
        c.advertiser(),
        c.objective(),
        c.bid(),
        Money.micros(BUDGET * Money.MICROS, c.bid().currency()),
        c.flight(),
        c.targeting(),
        c.frequencyCaps(),
        Campaign.Pacing.ASAP);
  }

  private void remember(Session session, EventLog log, Instant end) {
    SlateService service = served.service();
    service.state().putUsers(List.copyOf(session.data().users().values()));
    try (Stream<Event> events = log.stream(end.minus(REMEMBERED), end);
        var task = session.progress().start("tell the server its users", -1)) {
      var chunk = new ArrayList<Event>();
      events.forEach(
          event -> {
            chunk.add(event);
            if (chunk.size() == CHUNK) {
              service.state().learn(chunk);
              task.advance(CHUNK);
              chunk.clear();
            }
          });
      service.state().learn(chunk);
      task.advance(chunk.size());
    }
  }

  /** Where it answers. */
  URI url() {
    return URI.create("http://127.0.0.1:" + served.port());
  }

  @Override
  public void close() {
    served.close();
    delete(folder);
  }

  private static Path temporary(Path state) {
    try {
      return Files.createTempDirectory(Files.createDirectories(state), "load-");
    } catch (IOException e) {
      throw new EnvironmentException(
          "no folder can be made in " + state + ": " + e.getMessage(),
          "see that it is writable and the disk has space",
          e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new EnvironmentException(
          folder + " cannot be deleted: " + e.getMessage(), "delete it by hand", e);
    }
  }
}
