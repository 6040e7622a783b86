package io.adlib.data.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.data.Child;
import io.adlib.data.workspace.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final ArtifactKey KEY =
      new ArtifactKey("semantic-ids", Map.of("catalogue", "c0ffee"), "levels: 3");
  @TempDir Path folder;
  private ArtifactStore store;

  @BeforeEach
  void open() {
    store = new ArtifactStore(Workspace.create(folder, ""), InstantSource.fixed(NOON));
  }

  private static void payload(Path payload, Path scratch) throws IOException {
    Files.writeString(payload.resolve("codes.bin"), "codes");
    Files.writeString(Files.createDirectories(payload.resolve("more")).resolve("x.txt"), "x");
  }

  /** Writes half a payload and a checkpoint, says so and never ends. */
  static final class Builder {
    public static void main(String[] arguments) {
      new ArtifactStore(Workspace.open(Path.of(arguments[0])), InstantSource.system())
          .build(
              KEY,
              (payload, scratch) -> {
                Files.writeString(payload.resolve("half"), "half");
                Files.writeString(scratch.resolve("checkpoint"), "step 7");
                System.out.println("half");
                System.in.read();
              });
    }
  }

  @Test
  void anArtifactSaysWhatItIsMadeOfAndEveryFileIsChecksummed() {
    Artifact made = store.build(KEY, ArtifactStoreTest::payload);
    Manifest manifest = made.manifest();
    assertThat(manifest.name()).isEqualTo(KEY.hash());
    assertThat(manifest.created()).isEqualTo(NOON);
    assertThat(manifest.inputs()).isEqualTo(KEY.inputs());
    assertThat(manifest.config()).isEqualTo("levels: 3");
    assertThat(manifest.files())
        .extracting(Manifest.PayloadFile::path)
        .containsExactly("codes.bin", "more/x.txt");
    assertThat(manifest.bytes()).isEqualTo(6);
    assertThat(store.open("semantic-ids", KEY.hash())).isEqualTo(made);
    assertThat(store.latest("semantic-ids")).contains(made);
    assertThat(made.folder().getParent()).isDirectoryNotContaining("glob:**.{building,scratch}-*");
  }

  @Test
  void theSameInputsAreFoundAndOtherInputsAreBuilt() {
    store.build(KEY, ArtifactStoreTest::payload);
    store.build(
        KEY,
        (_, _) -> {
          throw new AssertionError("built twice");
        });
    var other = new ArtifactKey(KEY.kind(), Map.of("catalogue", "decaf"), KEY.config());
    assertThat(store.build(other, ArtifactStoreTest::payload).hash()).isNotEqualTo(KEY.hash());
    assertThat(store.list("semantic-ids")).hasSize(2);
  }

  @Test
  void aDamagedFileIsNamedWithARemedy() throws IOException {
    Artifact made = store.build(KEY, ArtifactStoreTest::payload);
    Files.writeString(made.file("codes.bin"), "c0des");
    assertThatThrownBy(() -> store.open(KEY.kind(), KEY.hash()))
        .isInstanceOfSatisfying(
            CorruptException.class,
            e -> {
              assertThat(e).hasMessageContaining("codes.bin is damaged");
              assertThat(e.remedy()).startsWith("rebuild with: ");
            });
    Files.writeString(made.file("codes.bin"), "longer than before");
    assertThatThrownBy(() -> store.find(KEY)).hasMessageContaining("codes.bin has 18 bytes");
    Files.delete(made.file("codes.bin"));
    assertThatThrownBy(() -> store.find(KEY)).hasMessageContaining("codes.bin is missing");
    Files.writeString(made.file("manifest.json"), "{\"format\": 1}");
    assertThatThrownBy(() -> store.find(KEY))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("manifest.json");
  }

  @Test
  void aBuildThatFailsLeavesNoArtifact() throws IOException {
    assertThatThrownBy(
            () ->
                store.build(
                    KEY,
                    (payload, _) -> {
                      payload(payload, payload);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageStartingWith("the disk is full");
    assertThat(store.find(KEY)).isEmpty();
    try (Stream<Path> left = Files.list(folder.resolve("artifacts/semantic-ids"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.startsWith(".lock-") || name.startsWith(".scratch-"));
    }
  }

  @Test
  void aKilledBuildLeavesOnlyATemporaryFolderThatTheNextRunReplacesKeepingItsCheckpoint()
      throws Exception {
    Process child = Child.start(Builder.class, List.of(folder.toString()));
    try (BufferedReader out = child.inputReader()) {
      assertThat(out.readLine()).isEqualTo("half");
      assertThatThrownBy(() -> store.build(KEY, ArtifactStoreTest::payload))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("is being made by process " + child.pid());
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertThat(store.list("semantic-ids")).isEmpty();
    Path left = folder.resolve("artifacts/semantic-ids/.building-" + KEY.hash());
    assertThat(left.resolve("half")).exists();
    var other = new ArtifactKey(KEY.kind(), Map.of(), "");
    store.build(other, ArtifactStoreTest::payload);
    assertThat(left).doesNotExist();
    Artifact made =
        store.build(
            KEY,
            (payload, scratch) -> {
              assertThat(payload).isEmptyDirectory();
              assertThat(scratch.resolve("checkpoint")).hasContent("step 7");
              payload(payload, scratch);
            });
    assertThat(made.file("half")).doesNotExist();
  }

  @Test
  void anUnknownArtifactIsTheCallersError() {
    assertThatThrownBy(() -> store.open("semantic-ids", "nope")).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new ArtifactKey("../x", Map.of(), ""))
        .isInstanceOf(InputException.class);
  }
}
