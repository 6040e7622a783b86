package io.adlib.app.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.OptionalDouble;

/**
 * What a server's metrics say of its memory.
 *
 * @param allocatedBytes by all its threads since it started; missing if it does not say
 * @param cpuNanos processor time since it started; missing if it does not say
 * @param pauseSeconds its longest collection pause of the last minutes; missing if it does not say
 */
record ServerFigures(
    OptionalDouble allocatedBytes, OptionalDouble cpuNanos, OptionalDouble pauseSeconds) {

  static final ServerFigures NONE =
      new ServerFigures(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

  static ServerFigures read(HttpClient client, HttpRequest metrics) {
    try {
      return parse(client.send(metrics, BodyHandlers.ofString()).body());
    } catch (IOException _) {
      return NONE;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return NONE;
    }
  }

  static ServerFigures parse(String text) {
    return new ServerFigures(
        largest(text, "adlib_jvm_allocated_bytes_total"),
        largest(text, "process_cpu_time_ns_total"),
        largest(text, "adlib_gc_pause_seconds_max"));
  }

  private static OptionalDouble largest(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name) && !line.startsWith("#"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .max();
  }
}
