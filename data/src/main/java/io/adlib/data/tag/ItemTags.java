package io.adlib.data.tag;

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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Structured tags by the id of their ad or content, as JSON Lines: <code>
 * {"id": "ad-1", "tags": ["material=steel", "gift"]}</code>. Further keys are passed over; of two
 * lines of one id the last holds; blank tags are none.
 */
public final class ItemTags {

  /** The kind of the artifact that a language model's batch run leaves. */
  public static final String KIND = "enrich-tags";

  /** Its file. */
  public static final String FILE = "tags.jsonl";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ItemTags() {}

  /**
   * Reads a file.
   *
   * @throws InputException naming the line that is wrong
   */
  public static Map<String, List<String>> read(Path file) {
    var all = new LinkedHashMap<String, List<String>>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          add(file, number, line, all);
        }
      }
    } catch (NoSuchFileException e) {
      throw new InputException("there are no tags at " + file, "name another file", e);
    } catch (MalformedInputException e) {
      throw new InputException(file + " is not UTF-8 text", "save it as UTF-8", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
    return all;
  }

  private static void add(Path file, int number, String line, Map<String, List<String>> all) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node.path("id").isString() && node.path("tags").isArray()) {
        var tags = new ArrayList<String>();
        boolean texts = true;
        for (JsonNode tag : node.path("tags")) {
          texts &= tag.isString();
          if (texts && !tag.asString().isBlank()) {
            tags.add(tag.asString().strip());
          }
        }
        if (texts) {
          all.put(node.path("id").asString(), List.copyOf(tags));
          return;
        }
      }
    } catch (JacksonException _) {
      // told below
    }
    throw new InputException(
        file + ":" + number + " has no id and tags",
        "write each line as {\"id\": \"ad-1\", \"tags\": [\"gift\"]}");
  }

  /** Writes a file, whole or not at all. */
  public static void write(Path file, Map<String, List<String>> tags) {
    AtomicFiles.write(
        file,
        out -> {
          for (Map.Entry<String, List<String>> entry : tags.entrySet()) {
            var line = JSON.createObjectNode();
            var array = line.put("id", entry.getKey()).putArray("tags");
            entry.getValue().forEach(array::add);
            out.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
  }
}
