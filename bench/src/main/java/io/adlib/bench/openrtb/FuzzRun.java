package io.adlib.bench.openrtb;

import io.adlib.core.PeakMemory;
import io.adlib.core.Seed;
import io.adlib.data.access.Pseudonyms;
import io.adlib.data.config.ExperimentConfig;
import io.adlib.data.state.DurableStore;
import io.adlib.serve.Facilities;
import io.adlib.serve.Server;
import io.adlib.serve.ServerConfig;
import io.adlib.serve.http.HttpConfig;
import io.adlib.serve.http.Routes;
import io.adlib.serve.openrtb.BidEndpoint;
import io.adlib.serve.path.PathConfig;
import io.adlib.serve.state.Family;
import io.adlib.serve.state.StateConfig;
import io.adlib.serve.state.StateStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Mutated bid requests to a real server on a durable store, some at a time: one in twenty over
 * HTTP, the others to its endpoint directly, which is faster. A status of 500 or above, or an
 * answer that takes longer than ten seconds, ends the run in error, with the request. Money is held
 * for five seconds only, so that what grows with time alone does not hide what grows with requests.
 *
 * @param folder of the store
 */
record FuzzRun(Path folder, Seed seed) {

  private static final int CLIENTS = 6;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int SAMPLES = 10;
  private static final int HTTP_EVERY = 20;

  /**
   * What came of it.
   *
   * @param statuses how many answers had each
   * @param heapMiB live heap after a collection, at a tenth of the requests each
   * @param slowest of all answers
   */
  record Result(
      long requests, Map<Integer, Integer> statuses, List<Long> heapMiB, Duration slowest) {}

  Result run(long requests, Consumer<String> say) throws Exception {
    var statuses = new ConcurrentSkipListMap<Integer, AtomicInteger>();
    var slowest = new AtomicLong();
    var heap = new ArrayList<Long>();
    var catalogue = FuzzedMarket.catalogue();
    try (var store = DurableStore.open(folder, Family.all());
        var server =
            Server.start(
                config(),
                FuzzedMarket.release(catalogue),
                StateStore.of(store),
                Facilities.NONE,
                InstantSource.system(),
                _ -> Routes.builder().build());
        var threads = Executors.newFixedThreadPool(CLIENTS)) {
      URI target = URI.create("http://127.0.0.1:" + server.port() + "/openrtb/2.6/bid");
      Routes routes =
          new BidEndpoint(
                  server.service(),
                  Pseudonyms.none(),
                  InstantSource.system(),
                  () -> "http://127.0.0.1:" + server.port(),
                  Duration.ofMillis(500))
              .routes();
      for (int part = 0; part < SAMPLES; part++) {
        long from = requests * part / SAMPLES;
        long to = requests * (part + 1) / SAMPLES;
        var work = new ArrayList<Future<?>>();
        for (int c = 0; c < CLIENTS; c++) {
          long first = from + c;
          work.add(threads.submit(() -> send(target, routes, first, to, statuses, slowest)));
        }
        for (Future<?> done : work) {
          await(done);
        }
        heap.add(liveHeap());
        say.accept(
            "%,d sent, %s, heap %d MiB, resident peak %d MiB"
                .formatted(to, statuses, heap.getLast(), PeakMemory.mebibytes().orElse(-1)));
      }
    }
    var counts = new TreeMap<Integer, Integer>();
    statuses.forEach((status, count) -> counts.put(status, count.get()));
    return new Result(requests, counts, heap, Duration.ofNanos(slowest.get()));
  }

  private static void await(Future<?> done) throws Exception {
    try {
      done.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void send(
      URI target,
      Routes routes,
      long first,
      long end,
      Map<Integer, AtomicInteger> statuses,
      AtomicLong slowest) {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (long i = first; i < end; i += CLIENTS) {
        String body = Mutations.request(seed.of(i).generator(), i);
        long before = System.nanoTime();
        int status = i % HTTP_EVERY == 0 ? overHttp(client, target, body) : direct(routes, body);
        long took = System.nanoTime() - before;
        slowest.accumulateAndGet(took, Math::max);
        if (took > PATIENCE.toNanos()) {
          throw new IllegalStateException(
              "request " + i + " took " + took / 1_000_000 + " ms: " + body);
        }
        statuses.computeIfAbsent(status, _ -> new AtomicInteger()).incrementAndGet();
        if (status >= 500) {
          throw new IllegalStateException("request " + i + " was answered " + status + ": " + body);
        }
      }
    } catch (java.io.IOException e) {
      throw new IllegalStateException("a request from " + first + " on failed or hung", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int overHttp(HttpClient client, URI target, String body)
      throws java.io.IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(target)
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static int direct(Routes routes, String body) {
    return routes
        .dispatch(
            new io.adlib.serve.http.HttpRequest(
                "x",
                "POST",
                "/openrtb/2.6/bid",
                Map.of(),
                Map.of(),
                Map.of(),
                body.getBytes(StandardCharsets.UTF_8)))
        .status();
  }

  private static long liveHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) >> 20;
  }

  private static ServerConfig config() {
    Duration hold = Duration.ofSeconds(5);
    StateConfig usual = StateConfig.DEFAULT;
    return new ServerConfig(
        HttpConfig.loopback(),
        PathConfig.DEFAULT,
        new StateConfig(
            usual.future(),
            usual.past(),
            hold,
            hold,
            hold,
            hold,
            hold,
            usual.history(),
            usual.users()),
        Duration.ofMillis(500),
        "",
        ExperimentConfig.NONE);
  }
}
