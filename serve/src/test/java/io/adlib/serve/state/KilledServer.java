package io.adlib.serve.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, killed in the midst of whatever it does. */
final class KilledServer {

  private KilledServer() {}

  /** What a client does until the server is gone. */
  @FunctionalInterface
  interface Load {

    /**
     * Sends requests without end.
     *
     * @param name of this client, another for each
     * @param answered to be counted down at each answer
     * @throws IOException when the server is killed
     */
    void send(HttpClient client, int port, String name, CountDownLatch answered)
        throws IOException, InterruptedException;
  }

  /**
   * Starts one on {@code folder} and kills it (SIGKILL) once {@code answers} have come to so many
   * clients at once.
   *
   * @param life part of the clients' names
   */
  static void run(Path folder, int life, int clients, int answers, Load load) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                ServingChild.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var enough = new CountDownLatch(answers);
    var threads = new ArrayList<Thread>();
    try {
      int port = port(child);
      for (int t = 0; t < clients; t++) {
        String name = life + "-" + t;
        threads.add(Thread.ofPlatform().start(() -> send(load, port, name, enough)));
      }
      assertThat(enough.await(60, TimeUnit.SECONDS)).as("the child answers").isTrue();
    } finally {
      child.destroyForcibly().waitFor();
    }
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(30));
    }
  }

  private static void send(Load load, int port, String name, CountDownLatch enough) {
    try (var client = HttpClient.newHttpClient()) {
      load.send(client, port, name, enough);
    } catch (IOException e) {
      // the server was killed, as it should be
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int port(Process child) throws IOException {
    var out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("PORT ")) {
        return Integer.parseInt(line.substring(5));
      }
    }
    throw new IOException("the child ended before it listened");
  }
}
