package io.adlib.data.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.data.Child;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged before a kill -9 is there after it, whole. */
class StoreKillTest {

  private static final int ROUNDS = 20;
  @TempDir Path folder;

  /** Commits for ever from eight virtual threads, printing each key once it is acknowledged. */
  static final class Writer {
    public static void main(String[] arguments) throws InterruptedException {
      var store = DurableStore.open(Path.of(arguments[0]), Set.of("a", "b"));
      var threads = new ArrayList<Thread>();
      for (int t = 0; t < 8; t++) {
        String prefix = arguments[1] + "-" + t + "-";
        threads.add(Thread.ofVirtual().start(() -> commitForever(store, prefix)));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }

    private static void commitForever(DurableStore store, String prefix) {
      for (int i = 0; ; i++) {
        byte[] key = (prefix + i).getBytes(UTF_8);
        store.commit(new Batch().put("a", key, key).put("b", key, key));
        System.out.println(prefix + i);
      }
    }
  }

  @Test
  void everythingAcknowledgedSurvivesTwentyKillsAndNoBatchIsHalfThere() throws Exception {
    var seed = new Seed(7);
    System.err.println("seed " + seed.value());
    RandomGenerator random = seed.generator();
    var acknowledged = new ArrayList<String>();
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged.addAll(runAndKill(round, random.nextInt(1, 400)));
    }
    assertThat(acknowledged).hasSizeGreaterThan(ROUNDS);
    try (var store = DurableStore.open(folder, Set.of("a", "b"))) {
      for (String key : acknowledged) {
        assertThat(store.get("a", key.getBytes(UTF_8))).as(key).isPresent();
      }
      assertThat(keys(store, "a")).isEqualTo(keys(store, "b"));
    }
  }

  /** Kills the child once it has acknowledged so many commits; what it said until then is kept. */
  private List<String> runAndKill(int round, int commits) throws IOException, InterruptedException {
    Process child = Child.start(Writer.class, List.of(folder.toString(), Integer.toString(round)));
    var lines = new ArrayList<String>();
    try (BufferedReader out = child.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (lines.size() == commits) {
          child.toHandle().destroyForcibly(); // unlike the process, it leaves the output open
        }
      }
    }
    assertThat(child.waitFor()).as(String.join("\n", lines)).isEqualTo(137);
    String last = lines.removeLast();
    if (last.matches(round + "-\\d-\\d+")) {
      // a line cut by the kill could name a shorter key, which was acknowledged as well
      lines.add(last);
    }
    return lines;
  }

  private static List<String> keys(DurableStore store, String family) {
    try (Scan scan = store.scan(family, new byte[0])) {
      var keys = new ArrayList<String>();
      scan.forEachRemaining(entry -> keys.add(new String(entry.key(), UTF_8)));
      return keys;
    }
  }
}
