package io.adlib.app.pipeline;

import io.adlib.core.CorruptException;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.encode.item.ImageReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What encoding found; {@code report.json}.
 *
 * @param items all ads and contents
 * @param summarised how many were read from their summary or with their tags, if either is in use
 * @param images of the images, if an image model is in use
 */
record EncodeReport(int items, Optional<Integer> summarised, Optional<ImageReport> images) {

  static final String FILE = "report.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  static EncodeReport of(EncodeInputs.Texts texts, Optional<ImageReport> images) {
    return new EncodeReport(texts.items().size(), texts.written(), images);
  }

  static EncodeReport read(Path file) {
    try {
      return JSON.readValue(Files.readAllBytes(file), EncodeReport.class);
    } catch (JacksonException e) {
      throw new CorruptException(file + " is no report", "run again: adlib encode", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  String json() {
    return JSON.writeValueAsString(this) + "\n";
  }

  /** A line for each part. */
  Map<String, String> facts() {
    var facts = new LinkedHashMap<String, String>();
    facts.put("items", Integer.toString(items));
    summarised.ifPresent(found -> facts.put("texts", summaryLine(found)));
    images.ifPresent(found -> facts.put("images", found.line()));
    return facts;
  }

  private String summaryLine(int found) {
    return "%d of %d items are read with what was written of them, the others from their raw text"
        .formatted(found, items);
  }
}
