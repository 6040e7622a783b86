package io.adlib.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.serve.http.HttpConfig;
import io.adlib.serve.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  private static final HttpServer SERVER =
      HttpServer.start(HttpConfig.loopback(), Console.routes(new TestingData()));
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @AfterAll
  static void stop() {
    SERVER.close();
    CLIENT.close();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + SERVER.port() + path);
    return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void everythingThePageNamesIsServedFromHere() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy"))
        .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'self'"));
    Matcher links = Pattern.compile("(?:src|href)=\"([^\"#][^\"]*)\"").matcher(page.body());
    int found = 0;
    while (links.find()) {
      assertThat(links.group(1)).startsWith("/console/");
      assertThat(get(links.group(1)).statusCode()).isEqualTo(200);
      found++;
    }
    assertThat(found).isGreaterThan(5);
  }

  @Test
  void modulesImportOnlyFilesThatAreThere() throws Exception {
    for (String name : new String[] {"app.js", "live.js", "sids.js", "explain.js"}) {
      Matcher imports =
          Pattern.compile("from '\\./([^']+)'").matcher(get("/console/" + name).body());
      while (imports.find()) {
        assertThat(get("/console/" + imports.group(1)).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void nothingOutsideThePagesCanBeRead() throws Exception {
    for (String path :
        new String[] {
          "/console/../../etc/passwd", "/console/%2e%2e/index.html", "/console/", "/console/x.js"
        }) {
      assertThat(get(path).statusCode()).isIn(400, 404);
    }
  }

  @Test
  void aRequestThatIsForgottenIsNamed() throws Exception {
    HttpResponse<String> answer = get("/v1/console/explain/unheard-of");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).contains("unheard-of");
    assertThat(get("/v1/console/sids/999").statusCode()).isEqualTo(404);
    assertThat(get("/v1/console/explain/req%2F1").statusCode()).isEqualTo(200);
  }

  @Test
  void figuresThatDoNotExistAreNullAndMoneyIsExact() throws Exception {
    String live = get("/v1/console/live").body();
    assertThat(live).contains("null").doesNotContain("NaN").contains("\"revenue\":\"2318.447125\"");
  }
}
