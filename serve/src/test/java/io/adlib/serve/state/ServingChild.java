package io.adlib.serve.state;

import io.adlib.core.Money;
import io.adlib.serve.Server;
import io.adlib.serve.ServerConfig;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingRecall;
import io.adlib.serve.TestingStore;
import io.adlib.serve.TestingVectors;
import io.adlib.serve.http.Routes;
import java.nio.file.Path;
import java.time.InstantSource;

/** A server in a process of its own, to be killed. */
final class ServingChild {

  static final Money BUDGET = Money.parse("0.40", "EUR");

  private ServingChild() {}

  public static void main(String[] args) throws Exception {
    var catalogue = TestingMarket.catalogue(BUDGET);
    var server =
        Server.start(
            ServerConfig.loopback(),
            TestingMarket.release("v1", catalogue, new TestingRecall())
                .with(new TestingVectors().tokenizer()),
            new TestingStore(Path.of(args[0])),
            io.adlib.serve.Facilities.NONE,
            InstantSource.system(),
            _ -> Routes.builder().build());
    System.out.println("PORT " + server.port());
    System.out.flush();
    Thread.currentThread().join();
  }
}
