package io.adlib.app.verbs;

import io.adlib.app.pipeline.Releases;
import io.adlib.app.pipeline.Session;
import io.adlib.app.serving.ServedWorkspace;
import io.adlib.app.terminal.Output;
import io.adlib.data.config.AdlibConfig;
import io.adlib.serve.release.Release;
import java.time.InstantSource;
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
      defaultValue = "-1",
      description = "Port; 0 picks a free one (default: adlib.yaml's).")
  private int port;

  @Override
  public void run() {
    Session session = options.open();
    Release release = Releases.live(session);
    AdlibConfig.Serve settings = session.config().serve();
    try (var served =
        ServedWorkspace.open(
            session,
            release,
            port < 0 ? settings : settings.withPort(port),
            InstantSource.system())) {
      served.service().state().putUsers(Releases.users(session, release));
      Output.line("release %s at %s", release.version(), served.url());
      served.doors().forEach(Output::line);
      while (!Thread.currentThread().isInterrupted()) {
        LockSupport.park();
      }
    }
  }
}
