package io.adlib.app.pipeline;

import io.adlib.core.CorruptException;
import io.adlib.data.artifact.Artifact;
import io.adlib.learn.policy.PolicyResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** How a policy's training ended, beside its weights. */
record PolicyReport(PolicyResult result) {

  private static final String FILE = "policy.json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  void write(Path payload) {
    JSON.writeValue(payload.resolve(FILE).toFile(), result);
  }

  /** What an artifact's says, by name; nothing where it has none. */
  static Map<String, String> facts(Artifact artifact) {
    if (!Files.exists(artifact.folder().resolve(FILE))) {
      return Map.of();
    }
    Path file = artifact.file(FILE);
    try {
      return new PolicyReport(JSON.readValue(file.toFile(), PolicyResult.class)).facts();
    } catch (JacksonException e) {
      throw new CorruptException(
          file + " does not say how a policy's training ended",
          "delete its folder, train again",
          e);
    }
  }

  Map<String, String> facts() {
    int all = result.phases().size();
    boolean stopped = result.end() == PolicyResult.End.GUARD;
    int kept = stopped ? all - 1 : all;
    double after = kept == 0 ? result.before() : result.phases().get(kept - 1).hitRate();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "ended",
        stopped
            ? "by the guard after phase %d: its weights were given up".formatted(all)
            : "after %d phases".formatted(all));
    facts.put(
        "reward",
        "%s to %s"
            .formatted(
                number(result.phases().getFirst().reward()),
                number(result.phases().getLast().reward())));
    facts.put("hit rate", "%s to %s".formatted(number(result.before()), number(after)));
    return facts;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
