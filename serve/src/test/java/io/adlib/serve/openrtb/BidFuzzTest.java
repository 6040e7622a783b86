package io.adlib.serve.openrtb;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import io.adlib.serve.TestingServer;
import io.adlib.serve.http.HttpRequest;
import io.adlib.serve.http.Routes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class BidFuzzTest {

  private static final int REQUESTS = 10_000;
  private static final Pattern VALUE =
      Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|-?\\d+(?:\\.\\d+)?|[\\[\\]{}:,]");
  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "-1",
          "0",
          "1e999999999",
          "1e-999999999",
          "9223372036854775808",
          "\"\"",
          "[]",
          "{}",
          "[null]",
          "[[[[[[]]]]]]",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"%\"",
          "\"USD\"",
          "\"EUR\"",
          "NaN",
          "0.1",
          "\"1\"",
          "[{}]",
          "{\"id\":{}}",
          ",",
          "\"" + "x".repeat(5000) + "\"",
          "[".repeat(2000));

  @TempDir Path folder;

  @Test
  void noMutatedRequestIsEverAFailureOfOurs() throws Exception {
    long seed = Long.getLong("adlib.seed", 20261122L);
    System.err.println("seed " + seed);
    var statuses = new ConcurrentSkipListMap<Integer, Integer>();
    try (var server = new TestingServer(folder);
        var threads = Executors.newFixedThreadPool(8)) {
      Routes routes =
          new BidEndpoint(
                  server.server.service(),
                  io.adlib.data.access.Pseudonyms.none(),
                  server.clock,
                  () -> "http://localhost",
                  Duration.ofSeconds(10))
              .routes();
      var work = new ArrayList<Callable<Void>>();
      for (int t = 0; t < 8; t++) {
        int thread = t;
        work.add(
            () -> {
              for (int i = thread; i < REQUESTS; i += 8) {
                RandomGenerator random = new Seed(seed).of(i).generator();
                String body = mutated(random, i);
                int status = routes.dispatch(request(body)).status();
                assertThat(status).as("request %d: %s", i, body).isIn(200, 204, 400);
                statuses.merge(status, 1, Integer::sum);
              }
              return null;
            });
      }
      for (var done : threads.invokeAll(work, 170, TimeUnit.SECONDS)) {
        done.get();
      }
    }
    assertThat(statuses.keySet()).as("every kind of answer was met").contains(200, 204, 400);
  }

  private static HttpRequest request(String body) {
    return new HttpRequest(
        "x",
        "POST",
        "/openrtb/2.6/bid",
        Map.of(),
        Map.of(),
        Map.of(),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static String mutated(RandomGenerator random, int number) {
    String body =
        (random.nextBoolean() ? BidEndpointTest.BANNER : BidEndpointTest.NATIVE)
            .replace("80ce", Integer.toHexString(number));
    for (int times = 1 + random.nextInt(4); times > 0 && !body.isEmpty(); times--) {
      body = random.nextInt(3) == 0 ? scratched(body, random) : replaced(body, random);
    }
    return body;
  }

  /** Another token in the place of one. */
  private static String replaced(String body, RandomGenerator random) {
    List<MatchResult> tokens = VALUE.matcher(body).results().toList();
    if (tokens.isEmpty()) {
      return body;
    }
    MatchResult token = tokens.get(random.nextInt(tokens.size()));
    return body.substring(0, token.start())
        + ODD.get(random.nextInt(ODD.size()))
        + body.substring(token.end());
  }

  /** Characters lost, doubled or changed. */
  private static String scratched(String body, RandomGenerator random) {
    int from = random.nextInt(body.length());
    int to = Math.min(body.length(), from + 1 + random.nextInt(20));
    return switch (random.nextInt(3)) {
      case 0 -> body.substring(0, from) + body.substring(to);
      case 1 -> body.substring(0, to) + body.substring(from);
      default -> body.substring(0, from) + (char) random.nextInt(0x3000) + body.substring(from + 1);
    };
  }
}
