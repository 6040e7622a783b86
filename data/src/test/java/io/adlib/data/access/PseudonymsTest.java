package io.adlib.data.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.data.imports.ImportOptions;
import io.adlib.data.imports.Importer;
import io.adlib.data.tables.EventLog;
import io.adlib.data.tables.MarketData;
import io.adlib.data.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PseudonymsTest {

  @TempDir Path folder;

  /** RFC 4231, test case 6, cut to 128 bits. */
  @Test
  void aNameInsideIsTheKeyedHashOfTheStandard() {
    byte[] key = new byte[131];
    java.util.Arrays.fill(key, (byte) 0xaa);
    String inside = Pseudonyms.of(key).of("Test Using Larger Than Block-Size Key - Hash Key First");
    assertThat(HexFormat.of().formatHex(java.util.Base64.getUrlDecoder().decode(inside)))
        .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f");
  }

  @Test
  void anImportLeavesNoNameFromOutsideInTheWorkspace() throws Exception {
    var workspace = Workspace.create(folder.resolve("w"));
    Pseudonyms.create(workspace);
    Path users = folder.resolve("users.csv");
    Files.writeString(users, "id\nmaria.schmidt\nother\n");
    Path content = folder.resolve("content.csv");
    Files.writeString(content, "id,kind,title\nart-1,article,Read\n");
    Path events = folder.resolve("events.csv");
    Files.writeString(
        events,
        """
        id,time,user,kind,subject
        e1,2026-11-01T10:00:00Z,maria.schmidt,CONTENT,art-1
        e2,2026-11-01T10:00:00Z,maria.schmidt,NOSUCH,art-1
        """);
    new Importer(workspace, InstantSource.system())
        .run(List.of(users, content, events), new ImportOptions(0.9, false), Progress.SILENT);

    String inside = Pseudonyms.of(workspace).of("maria.schmidt");
    assertThat(MarketData.load(workspace).users()).containsKey(inside);
    try (var log = new EventLog(workspace, InstantSource.system()).stream()) {
      assertThat(log.map(event -> event.user())).containsExactly(inside);
    }
    try (var files = Files.walk(folder.resolve("w"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("maria.schmidt");
      }
    }
  }

  @Test
  void aWorkspaceHasOneKeyAndOnlyItsOwnerReadsIt() throws Exception {
    var workspace = Workspace.create(folder.resolve("w"));
    assertThat(Pseudonyms.of(workspace).of("u")).isEqualTo("u");
    Pseudonyms.create(workspace);
    Path file = folder.resolve("w/access/pseudonym.key");
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Pseudonyms.of(workspace).of("u")).hasSize(22).isNotEqualTo("u");
    assertThat(Pseudonyms.of(workspace).of("")).isEmpty();
    assertThatThrownBy(() -> Pseudonyms.create(workspace)).isInstanceOf(InputException.class);
    Files.writeString(file, "abc");
    assertThatThrownBy(() -> Pseudonyms.of(workspace)).isInstanceOf(CorruptException.class);
  }
}
