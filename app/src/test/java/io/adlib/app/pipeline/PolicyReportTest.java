package io.adlib.app.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ArtifactKey;
import io.adlib.data.artifact.ArtifactStore;
import io.adlib.data.artifact.PayloadWriter;
import io.adlib.data.workspace.Workspace;
import io.adlib.learn.policy.PolicyResult;
import io.adlib.learn.policy.PolicyResult.End;
import io.adlib.learn.policy.PolicyResult.Phase;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyReportTest {

  private static final List<Phase> PHASES = List.of(new Phase(1, 0, .3), new Phase(1.5, 0, .2));

  @TempDir Path folder;

  private Artifact artifact(PayloadWriter writer) {
    var store = new ArtifactStore(Workspace.create(folder.resolve("shop")), InstantSource.system());
    return store.build(new ArtifactKey("generator-hepo", Map.of(), "v1"), writer);
  }

  @Test
  void saysHowATrainingEndedAndWhatIsServedOfIt() {
    var whole = new PolicyReport(new PolicyResult(End.PHASES, .31, PHASES));
    Artifact made = artifact((payload, _) -> whole.write(payload));
    assertThat(PolicyReport.facts(made))
        .containsEntry("ended", "after 2 phases")
        .containsEntry("reward", "1.000 to 1.500")
        .containsEntry("hit rate", "0.310 to 0.200");
    assertThat(new PolicyReport(new PolicyResult(End.GUARD, .31, PHASES)).facts())
        .containsEntry("ended", "by the guard after phase 2: its weights were given up")
        .containsEntry("hit rate", "0.310 to 0.300");
  }

  @Test
  void anArtifactFromBeforeThereWereReportsSaysNothing() {
    assertThat(PolicyReport.facts(artifact((_, _) -> {}))).isEmpty();
  }
}
