package io.adlib.data.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.BugException;
import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableStoreTest {

  @TempDir Path folder;

  private DurableStore open() {
    return DurableStore.open(folder, Set.of("users", "ledger"));
  }

  private static byte[] b(String text) {
    return text.getBytes(UTF_8);
  }

  private static List<String> keys(Scan scan) {
    try (scan) {
      var keys = new ArrayList<String>();
      scan.forEachRemaining(entry -> keys.add(new String(entry.key(), UTF_8)));
      return keys;
    }
  }

  @Test
  void aBatchIsFoundAfterReopeningAndItsChangesApplyInOrder() {
    try (var store = open()) {
      store.commit(new Batch().put("users", b("u1"), b("a")).put("ledger", b("u1"), b("b")));
      store.commit(new Batch().put("users", b("u2"), b("x")).delete("users", b("u2")));
    }
    try (var store = open()) {
      assertThat(store.get("users", b("u1"))).hasValue(b("a"));
      assertThat(store.get("ledger", b("u1"))).hasValue(b("b"));
      assertThat(store.get("users", b("u2"))).isEmpty();
    }
  }

  @Test
  void familiesAddedLaterKeepTheEarlierOnes() {
    try (var store = open()) {
      store.commit(new Batch().put("users", b("u1"), b("a")));
    }
    try (var store = DurableStore.open(folder, Set.of("events"))) {
      store.commit(new Batch().put("events", b("e"), b("1")));
      assertThat(store.get("users", b("u1"))).isPresent();
    }
  }

  @Test
  void aScanSeesOnlyItsPrefixInKeyOrderAndBackwards() {
    try (var store = open()) {
      var batch = new Batch();
      for (String key : List.of("a", "b1", "b3", "b2", "c", "b")) {
        batch.put("users", b(key), b(""));
      }
      batch.put("ledger", new byte[] {(byte) 0xff, (byte) 0xff, 1}, b(""));
      batch.put("ledger", new byte[] {(byte) 0xfe}, b(""));
      store.commit(batch);
      assertThat(keys(store.scan("users", b("b")))).containsExactly("b", "b1", "b2", "b3");
      assertThat(keys(store.scanBackwards("users", b("b")))).containsExactly("b3", "b2", "b1", "b");
      assertThat(keys(store.scan("users", b("")))).hasSize(6);
      assertThat(keys(store.scanBackwards("users", b("")))).first().isEqualTo("c");
      byte[] high = {(byte) 0xff, (byte) 0xff};
      assertThat(keys(store.scanBackwards("ledger", high))).hasSize(1);
      assertThat(keys(store.scan("users", b("d")))).isEmpty();
    }
  }

  @Test
  void aSnapshotDoesNotSeeLaterCommits() {
    try (var store = open()) {
      store.commit(new Batch().put("users", b("u"), b("old")));
      try (Snapshot before = store.snapshot()) {
        store.commit(new Batch().put("users", b("u"), b("new")).put("users", b("v"), b("")));
        assertThat(before.get("users", b("u"))).hasValue(b("old"));
        assertThat(keys(before.scan("users", b("")))).containsExactly("u");
        assertThat(keys(before.scanBackwards("users", b("")))).containsExactly("u");
      }
      assertThat(store.get("users", b("u"))).hasValue(b("new"));
    }
  }

  @Test
  void commitsOfManyVirtualThreadsAllLand() throws Exception {
    try (var store = open();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var commits = new ArrayList<Future<?>>();
      for (int i = 0; i < 500; i++) {
        byte[] key = b("k" + i);
        commits.add(threads.submit(() -> store.commit(new Batch().put("users", key, key))));
      }
      for (Future<?> commit : commits) {
        commit.get();
      }
      assertThat(keys(store.scan("users", b("k")))).hasSize(500);
    }
  }

  @Test
  void aSecondOpeningIsRefusedInOneLine() {
    try (var _ = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(EnvironmentException.class)
          .hasMessage("opening the state store failed: another process has it open");
    }
  }

  @Test
  void aClosedStoreRefusesInsteadOfCrashing() {
    var store = open();
    store.close();
    store.close();
    assertThatThrownBy(() -> store.get("users", b("u"))).isInstanceOf(EnvironmentException.class);
    assertThatThrownBy(() -> store.scan("users", b(""))).isInstanceOf(EnvironmentException.class);
    assertThatThrownBy(() -> store.commit(new Batch().put("users", b("u"), b(""))))
        .isInstanceOf(EnvironmentException.class)
        .hasMessage("the state store is closed");
  }

  @Test
  void anUnknownFamilyIsABugThatHarmsNoOtherCommit() {
    try (var store = open()) {
      assertThatThrownBy(() -> store.commit(new Batch().put("nope", b("k"), b("v"))))
          .isInstanceOf(BugException.class);
      store.commit(new Batch().put("users", b("k"), b("v")));
      assertThat(store.get("users", b("k"))).isPresent();
    }
  }

  @Test
  void aDamagedStoreSaysSo() throws IOException {
    try (var store = open()) {
      store.commit(new Batch().put("users", b("k"), b("v")));
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("MANIFEST-")) {
          Files.write(file, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        }
      }
    }
    assertThatThrownBy(this::open)
        .isInstanceOf(CorruptException.class)
        .hasMessageStartingWith("opening the state store failed, it is damaged")
        .hasMessageNotContaining("\n");
  }

  @Test
  void afterAScrubNoFileHoldsWhatWasDeletedAndCommitsWentOnMeanwhile() throws Exception {
    try (var store = DurableStore.open(folder, Set.of("a", "b"))) {
      for (int i = 0; i < 2_000; i++) {
        store.commit(new Batch().put("a", bytes("key" + i), bytes("value of key" + i)));
      }
      // the first and the last key stand in the list of files
      store.commit(new Batch().put("a", bytes("aaa-secret"), bytes("secret-value")));
      store.commit(new Batch().put("b", bytes("zzz-secret"), bytes("secret-value")));
      store.scrub();
      store.commit(new Batch().delete("a", bytes("aaa-secret")).delete("b", bytes("zzz-secret")));
      var writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 200; i++) {
                      store.commit(new Batch().put("b", bytes("more" + i), bytes("x")));
                    }
                  });
      store.scrub();
      writer.join();
      try (var files = Files.walk(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(
                  new String(
                      Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain("secret");
        }
      }
      assertThat(store.get("a", bytes("key7"))).contains(bytes("value of key7"));
      assertThat(store.get("b", bytes("more199"))).isPresent();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
