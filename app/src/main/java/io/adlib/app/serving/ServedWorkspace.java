package io.adlib.app.serving;

import io.adlib.app.pipeline.Session;
import io.adlib.console.Console;
import io.adlib.console.ServedMarket;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.state.DurableStore;
import io.adlib.data.workspace.Workspace.Area;
import io.adlib.serve.Facilities;
import io.adlib.serve.Server;
import io.adlib.serve.ServerConfig;
import io.adlib.serve.http.HttpServer;
import io.adlib.serve.path.SlateService;
import io.adlib.serve.release.Release;
import io.adlib.serve.state.Family;
import io.adlib.serve.state.StateStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * A workspace's release being served: its durable state, the request path, the endpoints and the
 * console. Thread-safe.
 */
public final class ServedWorkspace implements AutoCloseable {

  /** What is done once nothing is in the way of serving, but before the port opens. */
  @FunctionalInterface
  public interface Preparation {
    /** Nothing. */
    Preparation NONE = (_, _) -> {};

    /** Rehearses, or tells the service whom it serves. */
    void run(ServerConfig config, SlateService service);
  }

  private final DurableStore store;
  private final Server server;
  private final boolean fresh;
  private final boolean secure;
  private final List<String> doors;

  private ServedWorkspace(
      DurableStore store, Server server, boolean fresh, boolean secure, List<String> doors) {
    this.secure = secure;
    this.doors = List.copyOf(doors);
    this.store = store;
    this.server = server;
    this.fresh = fresh;
  }

  /**
   * Recovers the state in the workspace and starts to listen.
   *
   * @param clock the market's time
   */
  public static ServedWorkspace open(
      Session session, Release release, AdlibConfig.Serve settings, InstantSource clock) {
    Path folder = session.workspace().folder(Area.STATE).resolve("serving");
    return open(session, release, settings, clock, folder, Preparation.NONE);
  }

  /** The same with the state in another folder. */
  public static ServedWorkspace open(
      Session session,
      Release release,
      AdlibConfig.Serve settings,
      InstantSource clock,
      Path folder) {
    return open(session, release, settings, clock, folder, Preparation.NONE);
  }

  /** The same, prepared. */
  public static ServedWorkspace open(
      Session session,
      Release release,
      AdlibConfig.Serve settings,
      InstantSource clock,
      Preparation preparation) {
    Path folder = session.workspace().folder(Area.STATE).resolve("serving");
    return open(session, release, settings, clock, folder, preparation);
  }

  private static ServedWorkspace open(
      Session session,
      Release release,
      AdlibConfig.Serve settings,
      InstantSource clock,
      Path folder,
      Preparation preparation) {
    Path root = session.workspace().root();
    ServerConfig config = ServerConfig.of(settings, session.config(), root);
    boolean fresh = !Files.isDirectory(folder);
    var store = DurableStore.open(folder, Family.all());
    try {
      HttpServer.requireFree(config.http());
      Facilities around = Doors.around(session, config.http(), store);
      SlateService service = Server.service(config, release, StateStore.of(store), clock);
      preparation.run(config, service);
      Server server =
          Server.start(
              config, service, around, clock, view -> Console.routes(new ServedMarket(view)));
      return new ServedWorkspace(
          store,
          server,
          fresh,
          config.http().tls().isPresent(),
          Doors.lines(session, config.http()));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** The request path, for callers in the same process. */
  public SlateService service() {
    return server.service();
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** Where this machine reaches it. */
  public String url() {
    return (secure ? "https" : "http") + "://localhost:" + port() + "/";
  }

  /** Who may come in, and what else is to be known of it, a line each. */
  public List<String> doors() {
    return doors;
  }

  /** Whether there was no state before. */
  public boolean isFresh() {
    return fresh;
  }

  @Override
  public void close() {
    server.close();
    service().live().get().tokenizer().ifPresent(tokenizer -> tokenizer.vectors().close());
    store.close();
  }
}
