package io.adlib.app.pipeline;

import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.artifact.ArtifactStore;
import io.adlib.data.artifact.ReleaseStore;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.tables.MarketData;
import io.adlib.data.workspace.Workspace;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * An open workspace with what every stage needs.
 *
 * @param workspace the folder
 * @param config its adlib.yaml
 * @param data catalogue and users, as imported
 * @param artifacts what was made of them
 * @param releases what was made to be served
 * @param progress where long work says how far it is
 */
public record Session(
    Workspace workspace,
    AdlibConfig config,
    MarketData data,
    ArtifactStore artifacts,
    ReleaseStore releases,
    Progress progress) {

  /** Opens a workspace that holds data. */
  public static Session open(Path folder, Progress progress) {
    var workspace = Workspace.open(folder);
    var clock = InstantSource.system();
    return new Session(
        workspace,
        AdlibConfig.read(workspace.config()),
        MarketData.load(workspace),
        new ArtifactStore(workspace, clock),
        new ReleaseStore(workspace, clock),
        progress);
  }

  /** The seed of all training in this workspace. */
  Seed seed() {
    return new Seed(config.train().seed());
  }
}
