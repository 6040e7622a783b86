package io.adlib.serve.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Catalogue;
import io.adlib.core.CorruptException;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ReleaseStore;
import io.adlib.data.workspace.Workspace;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.release.LiveRelease;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.format.GeneratorFile;
import io.adlib.sid.format.SemanticIdsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseBundleTest {

  /** Of eight codes a level, where the market's semantic IDs have sixteen. */
  private static final GeneratorShape OTHER = new GeneratorShape(3, 8, 16, 2, 8, 2, 1, 16, 8, 16);

  @TempDir Path folder;
  private final Catalogue catalogue = TestingMarket.catalogue();
  private ReleaseStore releases;

  @BeforeEach
  void open() {
    releases = new ReleaseStore(Workspace.create(folder.resolve("w")), InstantSource.system());
  }

  private Artifact release(String version, SemanticIds ids) throws IOException {
    Path semanticIds = folder.resolve("ids");
    SemanticIdsFile.save(semanticIds, ids);
    Path generator = folder.resolve("generator");
    var tensors = new ArrayList<Tensor>();
    GeneratorFile.tensors(OTHER)
        .forEach(
            (name, shape) -> {
              long size = java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b);
              tensors.add(Tensor.of(name, new float[Math.toIntExact(size)], shape));
            });
    SafetensorsWriter.write(generator, GeneratorFile.metadata(OTHER), tensors);
    Path unread = Files.writeString(folder.resolve("unread"), "not looked at here");
    return releases.build(
        version,
        Map.of(),
        "",
        (payload, _) ->
            ReleaseBundle.write(payload, catalogue, semanticIds, unread, generator, unread));
  }

  @Test
  void partsThatDoNotFitTogetherAreRefused() throws Exception {
    Artifact built = release("v2", TestingMarket.ids(catalogue));
    assertThatThrownBy(() -> ReleaseBundle.load(built))
        .isInstanceOf(CorruptException.class)
        .hasMessage(
            "release v2 has a generator of 3 levels of 8 codes and semantic IDs of 3 levels of 16");
  }

  @Test
  void aFileThatWasChangedNeverGoesLiveAndTheOldReleaseAnswersOn() throws Exception {
    Artifact built = release("v2", TestingMarket.ids(catalogue));
    var live = new LiveRelease(TestingMarket.release("v1"));
    Path file = built.file("generator.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> live.swap(ReleaseBundle.load(releases.open("v2"))))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("generator.safetensors");
    assertThat(live.get().version()).isEqualTo("v1");
  }
}
