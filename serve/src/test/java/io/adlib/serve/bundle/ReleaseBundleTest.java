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
import io.adlib.serve.fusion.FusedRecall;
import io.adlib.serve.release.LiveRelease;
import io.adlib.sid.GeneratorShape;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.format.FusionFile;
import io.adlib.sid.format.GeneratorFile;
import io.adlib.sid.format.SemanticIdsFile;
import io.adlib.sid.nearest.Companions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseBundleTest {

  /** Of eight codes a level, where the market's semantic IDs have sixteen. */
  private static final GeneratorShape OTHER =
      new GeneratorShape(3, 8, 16, 2, 8, 2, 1, 16, 1, 8, 16);

  private static final GeneratorShape SAME =
      new GeneratorShape(3, 16, 16, 1, 8, 2, 1, 16, 1, 8, 16);

  @TempDir Path folder;
  private final Catalogue catalogue = TestingMarket.catalogue();
  private ReleaseStore releases;

  @BeforeEach
  void open() {
    releases = new ReleaseStore(Workspace.create(folder.resolve("w")), InstantSource.system());
  }

  private Artifact release(String version, SemanticIds ids) throws IOException {
    return release(version, ids, OTHER, "");
  }

  private Artifact release(
      String version, SemanticIds ids, GeneratorShape dimensions, String tokenizer)
      throws IOException {
    return release(version, ids, dimensions, tokenizer, Optional.empty());
  }

  private Artifact release(
      String version,
      SemanticIds ids,
      GeneratorShape dimensions,
      String tokenizer,
      Optional<Path> fusion)
      throws IOException {
    Path semanticIds = folder.resolve("ids");
    SemanticIdsFile.save(semanticIds, ids);
    Path generator = folder.resolve("generator");
    var tensors = new ArrayList<Tensor>();
    GeneratorFile.tensors(dimensions)
        .forEach(
            (name, shape) -> {
              long size = java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b);
              tensors.add(Tensor.of(name, new float[Math.toIntExact(size)], shape));
            });
    var metadata = new HashMap<>(GeneratorFile.metadata(dimensions));
    metadata.put("tokenizer", tokenizer);
    SafetensorsWriter.write(generator, metadata, tensors);
    Path encoder = Files.createDirectories(folder.resolve("encoder"));
    Path unread = Files.writeString(folder.resolve("unread"), "not looked at here");
    return releases.build(
        version,
        Map.of(),
        "",
        (payload, _) ->
            ReleaseBundle.write(
                payload,
                catalogue,
                encoder,
                semanticIds,
                unread,
                generator,
                unread,
                Optional.empty(),
                Optional.empty(),
                Map.of("ad1-1", List.of("sparkling thing")),
                fusion));
  }

  @Test
  void partsThatDoNotFitTogetherAreRefused() throws Exception {
    Artifact built = release("v2", TestingMarket.ids(catalogue));
    assertThatThrownBy(() -> ReleaseBundle.load(built, folder))
        .isInstanceOf(CorruptException.class)
        .hasMessage(
            "release v2 has a generator of 3 levels of 8 codes and semantic IDs of 3 levels of 16");
  }

  @Test
  void aGeneratorOfAnotherTokenizerIsRefusedAndBothAreNamed() throws Exception {
    SemanticIds plain = TestingMarket.ids(catalogue);
    short[] codes = new short[plain.size() * plain.depth()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (short) plain.code(i / plain.depth(), i % plain.depth());
    }
    var ids = new SemanticIds(plain.items(), plain.depth(), 16, codes, "rq-kmeans-2x16-aaaa");
    Artifact built = release("v2", ids, SAME, "rq-vae-2x16-bbbb");
    assertThatThrownBy(() -> ReleaseBundle.load(built, folder))
        .isInstanceOf(CorruptException.class)
        .hasMessage(
            "release v2 has a generator of the tokenizer rq-vae-2x16-bbbb and semantic IDs of the"
                + " tokenizer rq-kmeans-2x16-aaaa");
  }

  private Path fusion(SemanticIds ids, int weights) {
    var companions = new Companions.Builder(ids.size());
    companions.add(1, .5f);
    for (int item = 0; item < ids.size(); item++) {
      companions.endRow();
    }
    Path file = folder.resolve("fusion");
    FusionFile.save(file, companions.build(), new double[weights], ids);
    return file;
  }

  private static SemanticIds ids(List<String> items, String tokenizer) {
    SemanticIds plain = TestingMarket.ids(TestingMarket.catalogue());
    short[] codes = new short[plain.size() * plain.depth()];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (short) plain.code(i / plain.depth(), i % plain.depth());
    }
    return new SemanticIds(items, plain.depth(), 16, codes, tokenizer);
  }

  private void assertRefused(String version, Path fusion, String message) throws IOException {
    SemanticIds ids = ids(TestingMarket.ids(catalogue).items(), "rq-kmeans-2x16-aaaa");
    Artifact built = release(version, ids, SAME, "rq-kmeans-2x16-aaaa", Optional.of(fusion));
    assertThatThrownBy(() -> ReleaseBundle.load(built, folder))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFusionThatWasLearntOnOthersIsRefused() throws Exception {
    List<String> items = TestingMarket.ids(catalogue).items();
    assertRefused(
        "v2",
        fusion(ids(items, "rq-vae-2x16-bbbb"), FusedRecall.FEATURES),
        "release v2 has a fusion of the tokenizer rq-vae-2x16-bbbb and semantic IDs of the"
            + " tokenizer rq-kmeans-2x16-aaaa");
    assertRefused(
        "v3",
        fusion(ids(items.reversed(), "rq-kmeans-2x16-aaaa"), FusedRecall.FEATURES),
        "release v3 has a fusion of other items than its semantic IDs");
    assertRefused(
        "v4",
        fusion(ids(items, "rq-kmeans-2x16-aaaa"), 3),
        "release v4 has a fusion of 3 weights, not");
  }

  @Test
  void aFusionThatIsDamagedIsRefused() throws Exception {
    Path file = fusion(ids(TestingMarket.ids(catalogue).items(), "t"), FusedRecall.FEATURES);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 3] ^= 1;
    Files.write(file, bytes);
    assertRefused("v2", file, "is damaged: its checksum differs");
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused("v3", file, "fusion");
  }

  @Test
  void aFileThatWasChangedNeverGoesLiveAndTheOldReleaseAnswersOn() throws Exception {
    Artifact built = release("v2", TestingMarket.ids(catalogue));
    var live = new LiveRelease(TestingMarket.release("v1"));
    Path file = built.file("generator.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> live.swap(ReleaseBundle.load(releases.open("v2"), folder)))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("generator.safetensors");
    assertThat(live.get().version()).isEqualTo("v1");
  }
}
