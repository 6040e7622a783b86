package io.adlib.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.adlib.serve.http.HttpConfig;
import io.adlib.serve.http.HttpServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages in a real browser; skipped where there is none. Pictures go to target/pages. */
class ConsolePagesTest {

  @TempDir static Path profile;
  private static HttpServer server;
  private static Browser browser;
  private static String base;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(
        Browser.chromium().isPresent(),
        "no Chromium on this machine (Debian: apt-get install chromium), so pages are not tested");
    server = HttpServer.start(HttpConfig.loopback(), Console.routes(new TestingData()));
    base = "http://127.0.0.1:" + server.port();
    browser = Browser.start(Browser.chromium().get(), profile);
    browser.size(1400, 1000);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
      server.close();
    }
  }

  private static void picture(String name) throws Exception {
    browser.screenshot(Path.of("target", "pages", name + ".png"));
  }

  private static void assertClean() {
    assertThat(browser.eval("String(window.pwned)")).isEqualTo("undefined");
    assertThat(browser.eval("document.querySelectorAll('main img, main script').length"))
        .isEqualTo("0");
    assertThat(browser.errors).isEmpty();
    assertThat(browser.asked)
        .allMatch(url -> url.startsWith(base) || url.startsWith("about:"), "stays on this server");
  }

  @Test
  void theMarketIsSeenLive() throws Exception {
    for (String scheme : new String[] {"light", "dark"}) {
      browser.scheme(scheme);
      browser.open(base + "/");
      browser.until("document.querySelectorAll('.tile canvas').length === 5");
      browser.until("document.querySelectorAll('.requests tbody tr').length === 12");
      assertThat(browser.eval("document.querySelector('.tile.ctr strong').textContent"))
          .contains("%");
      assertThat(browser.eval("document.querySelector('.requests .ads').textContent"))
          .startsWith(TestingData.HOSTILE);
      assertThat(browser.eval("document.getElementById('state').textContent")).isEqualTo("live");
      picture("live-" + scheme);
      assertClean();
    }
  }

  @Test
  void aClickOnARequestExplainsItStepByStep() throws Exception {
    browser.scheme("light");
    browser.size(1400, 2100);
    browser.open(base + "/#live");
    browser.until("document.querySelectorAll('.requests tbody tr').length === 12");
    browser.eval("document.querySelectorAll('.requests tbody tr')[1].click()");
    browser.until("document.querySelectorAll('section.step').length === 5");
    assertThat(browser.eval("location.hash")).isEqualTo("#explain/req%2F1");
    assertThat(browser.eval("document.querySelectorAll('.level').length")).isEqualTo("4");
    assertThat(browser.eval("document.querySelectorAll('.prefix.won').length")).isEqualTo("4");
    assertThat(browser.eval("document.querySelector('.prefix.won .num').textContent"))
        .endsWith("1.25 ×");
    assertThat(browser.eval("document.querySelector('.history').textContent"))
        .contains(TestingData.HOSTILE);
    String names = "[...document.querySelectorAll('.facts dt')].map(dt => dt.textContent).join()";
    assertThat(browser.eval(names))
        .as("what request and profile agree on is said once")
        .isEqualTo("user,placement,device,country,page,query,age,device, usually");
    assertThat(browser.eval("document.querySelectorAll('section.step')[4].textContent"))
        .contains("0.80 EUR", "on a click", "better ads took all places");
    picture("explain");
    browser.size(1400, 1000);
    assertClean();
  }

  @Test
  void theSemanticIdsAreASunburstWhoseSegmentsShowTheirAds() throws Exception {
    browser.scheme("light");
    browser.open(base + "/#sids");
    browser.until("document.querySelector('.sunburst canvas')");
    browser.until("document.querySelectorAll('ul.ads li').length === 2");
    browser.eval(
        "var c = echarts.getInstanceByDom(document.querySelector('.sunburst'));"
            + "window.last = ''; c.on('click', e => { window.last = e.data && e.data.path; }); 1");
    String box =
        "(() => { const r = document.querySelector('.sunburst').getBoundingClientRect();"
            + " return [r.left + r.width / 2, r.top + r.height / 2 - r.height * .14].join(); })()";
    browser.until("!echarts.getInstanceByDom(document.querySelector('.sunburst')).isDisposed()");
    String[] at = browser.eval(box).split(",");
    picture("sids");
    browser.click(Double.parseDouble(at[0]) + 3, Double.parseDouble(at[1]));
    browser.until("window.last");
    browser.until("location.hash === '#sids/' + window.last");
    assertThat(browser.eval("document.querySelector('ul.ads').textContent"))
        .contains(TestingData.HOSTILE);
    assertClean();
  }

  @Test
  void aNarrowScreenNeedsNoSidewaysScrolling() throws Exception {
    browser.scheme("dark");
    browser.size(420, 900);
    browser.open(base + "/#explain/req%2F1");
    browser.until("document.querySelectorAll('section.step').length === 5");
    assertThat(browser.eval("document.documentElement.scrollWidth <= 420")).isEqualTo("true");
    picture("explain-narrow");
    browser.size(1400, 1000);
    assertClean();
  }
}
