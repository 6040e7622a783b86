package io.adlib.data.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.data.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseStoreTest {

  @TempDir Path folder;
  private ReleaseStore store;

  @BeforeEach
  void open() {
    store = new ReleaseStore(Workspace.create(folder, ""), InstantSource.system());
  }

  private Artifact build(String version) {
    return store.build(
        version,
        Map.of("generator", "abc"),
        "",
        (payload, _) -> Files.writeString(payload.resolve("trie.bin"), version));
  }

  @Test
  void aReleaseIsLiveOnlyOncePromotedAndRollbackGoesBack() {
    build("1");
    build("2");
    assertThat(store.live()).isEmpty();
    store.promote("1", _ -> {});
    store.promote("2", _ -> {});
    assertThat(store.live()).contains("2");
    assertThat(store.rollback(_ -> {})).isEqualTo("1");
    assertThat(store.live()).contains("1");
    assertThatThrownBy(() -> store.rollback(_ -> {})).isInstanceOf(InputException.class);
    assertThat(store.list()).extracting(Manifest::name).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void aReleaseOfANewerAdlibIsNotToBeDeleted() throws Exception {
    Path manifest = build("1").folder().resolve("manifest.json");
    String text = Files.readString(manifest);
    String format = "\"format\" : " + Manifest.FORMAT;
    assertThat(text).contains(format);
    Files.writeString(manifest, text.replace(format, "\"format\" : 99"));
    assertThatThrownBy(store::list)
        .isInstanceOfSatisfying(
            CorruptException.class,
            e -> assertThat(e.remedy()).isEqualTo("use the newer Adlib that made it"));
  }

  @Test
  void aReleaseThatFailsItsCheckNeverGoesLive() throws Exception {
    build("1");
    Artifact second = build("2");
    store.promote("1", _ -> {});
    assertThatThrownBy(
            () ->
                store.promote(
                    "2",
                    release -> {
                      throw new InputException(release.hash() + " has another tokenizer", "");
                    }))
        .hasMessage("2 has another tokenizer");
    Files.writeString(second.file("trie.bin"), "3");
    assertThatThrownBy(() -> store.promote("2", _ -> {}))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("trie.bin is damaged");
    assertThat(store.live()).contains("1");
  }

  @Test
  void aRollbackToADamagedReleaseChangesNothing() throws Exception {
    Artifact first = build("1");
    build("2");
    store.promote("1", _ -> {});
    store.promote("2", _ -> {});
    Files.delete(first.file("trie.bin"));
    assertThatThrownBy(() -> store.rollback(_ -> {})).isInstanceOf(CorruptException.class);
    assertThat(store.live()).contains("2");
  }

  @Test
  void aDamagedPointerIsNamedAndCanBeMadeAnew() throws Exception {
    build("1");
    Path live = folder.resolve("releases/live");
    Files.write(live, new byte[] {(byte) 0xff, 0});
    assertThatThrownBy(() -> store.live())
        .isInstanceOfSatisfying(
            CorruptException.class, e -> assertThat(e.remedy()).startsWith("delete it, then"));
    Files.delete(live);
    store.promote("1", _ -> {});
    assertThat(store.live()).contains("1");
  }

  @Test
  void aVersionIsUsedOnceAndCannotLeaveTheFolder() {
    build("1");
    assertThatThrownBy(() -> build("1")).hasMessageContaining("exists already");
    assertThatThrownBy(() -> build("../1")).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> build("live")).isInstanceOf(InputException.class);
    for (String name : List.of("nope", "../data", "", ".", "live")) {
      assertThatThrownBy(() -> store.open(name))
          .isInstanceOf(InputException.class)
          .hasMessage("there is no release '" + name + "'");
    }
  }
}
