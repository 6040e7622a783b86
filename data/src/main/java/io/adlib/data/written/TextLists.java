package io.adlib.data.written;

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
 * Lists of texts by id, as JSON Lines: <code>{"id": "ad-1", "tags": ["gift"]}</code>. Further keys
 * are passed over; of two lines of one id the last holds; blank texts are none.
 *
 * @param key what the list is called on each line
 * @param example one text, for the message to somebody who wrote a wrong line
 */
public record TextLists(String key, String example) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * Reads a file.
   *
   * @throws InputException naming the line that is wrong
   */
  public Map<String, List<String>> read(Path file) {
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
      throw new InputException("there are no " + key + " at " + file, "name another file", e);
    } catch (MalformedInputException e) {
      throw new InputException(file + " is not UTF-8 text", "save it as UTF-8", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
    return all;
  }

  private void add(Path file, int number, String line, Map<String, List<String>> all) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node.path("id").isString() && node.path(key).isArray()) {
        var texts = new ArrayList<String>();
        boolean strings = true;
        for (JsonNode text : node.path(key)) {
          strings &= text.isString();
          if (strings && !text.asString().isBlank()) {
            texts.add(text.asString().strip());
          }
        }
        if (strings) {
          all.put(node.path("id").asString(), List.copyOf(texts));
          return;
        }
      }
    } catch (JacksonException _) {
      // told below
    }
    throw new InputException(
        file + ":" + number + " has no id and " + key,
        "write each line as {\"id\": \"ad-1\", \"%s\": [\"%s\"]}".formatted(key, example));
  }

  /** Writes a file, whole or not at all. */
  public void write(Path file, Map<String, List<String>> texts) {
    AtomicFiles.write(
        file,
        out -> {
          for (Map.Entry<String, List<String>> entry : texts.entrySet()) {
            var line = JSON.createObjectNode();
            var array = line.put("id", entry.getKey()).putArray(key);
            entry.getValue().forEach(array::add);
            out.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
  }
}
