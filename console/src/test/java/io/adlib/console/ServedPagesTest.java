package io.adlib.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.adlib.market.demo.DemoScale;
import io.adlib.serve.http.HttpConfig;
import io.adlib.serve.http.HttpServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A served demo market, its pages in a real browser; skipped where there is none. */
class ServedPagesTest {

  @TempDir Path folder;

  @Test
  void aServedMarketIsSeenWhole() throws Exception {
    assumeTrue(
        Browser.chromium().isPresent(),
        "no Chromium on this machine (Debian: apt-get install chromium), so pages are not tested");
    try (var demo = new DemoServing(DemoScale.TINY, folder.resolve("state"));
        var server = HttpServer.start(HttpConfig.loopback(), Console.routes(demo.market));
        var browser = Browser.start(Browser.chromium().get(), folder.resolve("profile"))) {
      demo.visit(300);
      demo.endSecond();
      String base = "http://127.0.0.1:" + server.port();
      browser.size(1400, 900);
      browser.open(base + "/");
      browser.until("document.querySelectorAll('.requests tbody tr').length === 50");
      browser.until("document.querySelector('.tile.rps small').textContent === '300 in all'");
      browser.screenshot(Path.of("target", "pages", "served-live.png"));
      browser.open(base + "/#sids");
      browser.until("document.querySelectorAll('ul.ads li').length === 200");
      browser.until("document.querySelector('.sunburst canvas')");
      browser.screenshot(Path.of("target", "pages", "served-sids.png"));
      browser.open(base + "/#explain");
      browser.until("document.querySelectorAll('section.step').length === 5");
      browser.size(1400, 2600);
      browser.screenshot(Path.of("target", "pages", "served-explain.png"));
      assertThat(browser.eval("document.querySelectorAll('tr.won').length")).isNotEqualTo("0");
      assertThat(browser.errors).isEmpty();
    }
  }
}
