package io.adlib.data.summary;

import io.adlib.core.InputException;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Summaries by the id of their ad or content, as JSON Lines: <code>
 * {"id": "ad-1", "summary": "Matte red lipstick for all day."}</code>. Further keys are passed
 * over; of two lines of one id the last holds; a blank summary is none.
 */
public final class Summaries {

  /** The kind of the artifact that a language model's batch run leaves. */
  public static final String KIND = "enrich-summary";

  /** Its file. */
  public static final String FILE = "answers.jsonl";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Summaries() {}

  /**
   * Reads a file.
   *
   * @throws InputException naming the line that is wrong
   */
  public static Map<String, String> read(Path file) {
    var summaries = new LinkedHashMap<String, String>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          add(file, number, line, summaries);
        }
      }
    } catch (NoSuchFileException e) {
      throw new InputException(
          "there are no summaries at " + file, "correct encode.summaries in adlib.yaml", e);
    } catch (MalformedInputException e) {
      throw new InputException(file + " is not UTF-8 text", "save it as UTF-8", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
    return summaries;
  }

  private static void add(Path file, int number, String line, Map<String, String> summaries) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node.path("id").isString() && node.path("summary").isString()) {
        String summary = node.path("summary").asString().strip();
        if (summary.isEmpty()) {
          summaries.remove(node.path("id").asString());
        } else {
          summaries.put(node.path("id").asString(), summary);
        }
        return;
      }
    } catch (JacksonException _) {
      // told below
    }
    throw new InputException(
        file + ":" + number + " has no id and summary",
        "write each line as {\"id\": \"ad-1\", \"summary\": \"...\"}");
  }

  /** Writes a file, whole or not at all. */
  public static void write(Path file, Map<String, String> summaries) {
    AtomicFiles.write(
        file,
        out -> {
          for (Map.Entry<String, String> entry : summaries.entrySet()) {
            var line = JSON.createObjectNode();
            line.put("id", entry.getKey()).put("summary", entry.getValue());
            out.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
  }
}
