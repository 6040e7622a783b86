package io.adlib.llm.output;

import io.adlib.core.CorruptException;
import io.adlib.data.artifact.ArtifactStore;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.llm.job.Enrichment;
import io.adlib.llm.task.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads a task's accepted answers, as records, by the ids of their inputs. */
public final class EnrichedAnswers {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private EnrichedAnswers() {}

  /** The newest finished ones of a workspace, checked; empty if the task was never run. */
  public static <A> Optional<Map<String, A>> latest(ArtifactStore artifacts, Task<?, A> task) {
    return artifacts
        .latest(Enrichment.kind(task.name()))
        .map(artifact -> read(artifact.file(Enrichment.ANSWERS), task));
  }

  /**
   * Reads a file, in its order.
   *
   * @throws CorruptException naming the line that is no answer of the task
   */
  public static <A> Map<String, A> read(Path file, Task<?, A> task) {
    var answers = new LinkedHashMap<String, A>();
    each(file, task, (id, _, answer) -> answers.put(id, answer));
    return Collections.unmodifiableMap(answers);
  }

  /** Takes an answer. */
  @FunctionalInterface
  interface Reader<A> {
    void take(String id, Optional<Instant> asOf, A answer);
  }

  /** Reads a file line by line, with the dates of the answers. */
  static <A> void each(Path file, Task<?, A> task, Reader<A> reader) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        try {
          ObjectNode fields = JSON.readValue(line, ObjectNode.class);
          String id = fields.path("id").asString();
          Optional<Instant> asOf =
              Optional.ofNullable(fields.remove(Enrichment.AS_OF))
                  .map(text -> Instant.parse(text.asString()));
          fields.remove("id");
          reader.take(id, asOf, JSON.treeToValue(fields, task.type()));
        } catch (JacksonException | DateTimeParseException e) {
          throw new CorruptException(
              file + ":" + number + " is no answer of " + task.name(),
              "make it again with: adlib enrich " + task.name(),
              e);
        }
      }
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }
}
