package io.adlib.serve.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Money;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class OpsFilesTest {

  private static final Path OPS = Path.of("..", "ops");
  private static final Pattern METRIC = Pattern.compile("\\b(?:adlib|jvm|process)_[a-z_]+\\b");

  @TempDir Path folder;

  @Test
  void everyMetricOfAlertsAndDashboardIsThereFromTheStart() throws Exception {
    try (var server =
        new TestingServer(folder, TestingMarket.paced("camp1", Money.parse("10", "EUR")))) {
      // a step is taken and a stage timed only by a request
      server.post("/v1/slate", "{\"user\":\"u\"}");
      Set<String> known =
          server
              .get("/metrics")
              .body()
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split("[{ ]", 2)[0])
              .collect(Collectors.toSet());
      for (String file : new String[] {"prometheus-alerts.yml", "grafana-dashboard.json"}) {
        assertThat(known).as(file).containsAll(named(Files.readString(OPS.resolve(file))));
      }
    }
  }

  private static Set<String> named(String text) {
    var names = new TreeSet<String>();
    METRIC.matcher(text).results().forEach(found -> names.add(found.group()));
    assertThat(names).hasSizeGreaterThan(5);
    return names;
  }

  @Test
  void theDashboardIsOneThatGrafanaImports() throws Exception {
    JsonNode dashboard =
        JsonMapper.builder()
            .build()
            .readTree(Files.readString(OPS.resolve("grafana-dashboard.json")));
    assertThat(dashboard.get("schemaVersion").asInt()).isGreaterThanOrEqualTo(36);
    assertThat(dashboard.get("title").asString()).isEqualTo("Adlib");
    JsonNode variable = dashboard.get("templating").get("list").get(0);
    assertThat(variable.get("type").asString()).isEqualTo("datasource");
    assertThat(variable.get("query").asString()).isEqualTo("prometheus");
    assertThat(dashboard.get("uid").asString()).matches("[A-Za-z0-9_-]{1,40}");
    String source = variable.get("name").asString();
    var ids = new TreeSet<Integer>();
    for (JsonNode panel : dashboard.get("panels")) {
      ids.add(panel.get("id").asInt());
      assertThat(panel.get("gridPos").get("x").asInt() + panel.get("gridPos").get("w").asInt())
          .isLessThanOrEqualTo(24);
      assertThat(panel.get("targets").size()).isPositive();
      assertThat(panel.get("datasource").get("uid").asString()).isEqualTo("${" + source + "}");
      for (JsonNode target : panel.get("targets")) {
        assertThat(target.get("datasource").get("uid").asString()).isEqualTo("${" + source + "}");
        String query = target.get("expr").asString();
        assertThat(query.chars().filter(c -> c == '(').count())
            .as(query)
            .isEqualTo(query.chars().filter(c -> c == ')').count());
      }
    }
    assertThat(ids).hasSize(dashboard.get("panels").size());
  }
}
