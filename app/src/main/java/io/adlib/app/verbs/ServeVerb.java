package io.adlib.app.verbs;

import io.adlib.app.load.Rehearsal;
import io.adlib.app.pipeline.Releases;
import io.adlib.app.pipeline.Session;
import io.adlib.app.serving.ServedWorkspace;
import io.adlib.app.terminal.Output;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.workspace.Workspace.Area;
import io.adlib.serve.ServerConfig;
import io.adlib.serve.release.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the live release. */
@Command(
    name = "serve",
    description = "Serves the live release: slates, OpenRTB 2.6, events, metrics and the console.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  adlib serve -w shop --port 8080"})
public final class ServeVerb implements Runnable {

  @Mixin private WorkspaceOptions options;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port; 0 picks a free one (default: adlib.yaml's).")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--rehearse",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "Most seconds to ask itself made-up requests before the port opens, so that the first real"
              + " ones find everything compiled; 0 for none (default: ${DEFAULT-VALUE}).")
  private int rehearse;

  @Override
  public void run() {
    Bounds.whole("--rehearse", rehearse, 0, 3600);
    port.ifPresent(given -> Bounds.whole("--port", given, 0, 65_535));
    Session session = options.open();
    Release release = Releases.live(session);
    AdlibConfig.Serve settings = session.config().serve();
    try (var served =
        ServedWorkspace.open(
            session,
            release,
            port.map(settings::withPort).orElse(settings),
            InstantSource.system(),
            (config, service) -> {
              service.state().putUsers(Releases.users(session, release));
              rehearse(session, release, config);
            })) {
      Output.line("release %s at %s", release.version(), served.url());
      served.doors().forEach(Output::line);
      untilStopped();
    }
    Output.line("stopped; all that was acknowledged is on the disk");
  }

  /**
   * Until Ctrl-C or SIGTERM, which interrupt a verb. From then on the thread is as before, since a
   * server that is interrupted while it closes would cut requests off and leave counts unwritten.
   */
  private static void untilStopped() {
    while (!Thread.interrupted()) {
      LockSupport.park();
    }
  }

  private void rehearse(Session session, Release release, ServerConfig config) {
    if (rehearse > 0) {
      Path folder = session.workspace().folder(Area.STATE).resolve("rehearsal");
      var limit = Duration.ofSeconds(rehearse);
      Output.line("rehearsing on made-up requests, %d s at most", rehearse);
      new Rehearsal(release, config, folder, InstantSource.system(), System::nanoTime, limit).run();
    }
  }
}
