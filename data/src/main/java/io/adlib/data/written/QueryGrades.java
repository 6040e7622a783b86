package io.adlib.data.written;

import io.adlib.core.InputException;
import io.adlib.data.workspace.DiskFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What people think of ads as answers to queries, as JSON Lines: <code>
 * {"query": "chef knife", "ad": "ad-1", "grade": 4}</code>, from 1, no match, to 4, perfect.
 * Further keys are passed over.
 *
 * @param query as it was typed
 * @param ad its id
 * @param grade 1 to 4
 */
public record QueryGrades(String query, String ad, int grade) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * Reads a file, in its order.
   *
   * @throws InputException naming the line that is wrong
   */
  public static List<QueryGrades> read(Path file) {
    var grades = new ArrayList<QueryGrades>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          grades.add(read(file, number, line));
        }
      }
    } catch (NoSuchFileException e) {
      throw new InputException(
          "there are no grades at " + file, "name another file in relevance.grades", e);
    } catch (MalformedInputException e) {
      throw new InputException(file + " is not UTF-8 text", "save it as UTF-8", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
    return grades;
  }

  private static QueryGrades read(Path file, int number, String line) {
    try {
      JsonNode node = JSON.readTree(line);
      JsonNode grade = node.path("grade");
      if (node.path("query").isString()
          && node.path("ad").isString()
          && grade.isIntegralNumber()
          && grade.canConvertToInt()
          && grade.asInt() >= 1
          && grade.asInt() <= 4) {
        return new QueryGrades(
            node.path("query").asString(), node.path("ad").asString(), grade.asInt());
      }
    } catch (JacksonException _) {
      // told below
    }
    throw new InputException(
        file + ":" + number + " is no grade of a query and an ad",
        "write each line as {\"query\": \"chef knife\", \"ad\": \"ad-1\", \"grade\": 4}, grades"
            + " from 1 to 4");
  }
}
