package io.adlib.app.pipeline;

import io.adlib.core.CorruptException;
import io.adlib.core.Thought;
import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.kernel.safetensors.SafetensorsWriter;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.llm.output.Profiles;
import io.adlib.sid.format.MappedVectors;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Users' thoughts with their dates: {@code thoughts.safetensors}, {@code vectors [N,W]}, a row a
 * text, mapped; and {@code thoughts.jsonl}, a line for each time that somebody was written of, with
 * the text's row. Thread-safe until closed.
 */
final class Thoughts implements UserAsOf, AutoCloseable {

  private static final String VECTORS = "thoughts.safetensors";
  private static final String WRITTEN = "thoughts.jsonl";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final MappedVectors vectors;
  private final Map<String, NavigableMap<Instant, Integer>> rows = new HashMap<>();

  /** A line of the file. */
  private record Line(String user, String asOf, int row) {}

  private Thoughts(MappedVectors vectors) {
    this.vectors = vectors;
  }

  /**
   * Writes both files.
   *
   * @param texts each once
   * @param vectors_NW of the texts
   */
  static void save(
      Path folder, List<Profiles.Written> written, List<String> texts, float[] vectors_NW) {
    SafetensorsWriter.write(
        folder.resolve(VECTORS),
        Map.of(),
        List.of(Tensor.of("vectors", vectors_NW, texts.size(), vectors_NW.length / texts.size())));
    var rowOf = new HashMap<String, Integer>();
    IntStream.range(0, texts.size()).forEach(row -> rowOf.put(texts.get(row), row));
    Path file = folder.resolve(WRITTEN);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (Profiles.Written one : written) {
        int row = rowOf.getOrDefault(one.summary(), -1);
        out.write(JSON.writeValueAsString(new Line(one.user(), one.asOf().toString(), row)));
        out.write('\n');
      }
    } catch (IOException e) {
      throw DiskFailure.of("writing", file, e);
    }
  }

  /**
   * Opens what was saved.
   *
   * @throws CorruptException naming the line that is none
   */
  static Thoughts open(Artifact artifact) {
    var thoughts = new Thoughts(MappedVectors.open(artifact.file(VECTORS), "vectors"));
    Path file = artifact.file(WRITTEN);
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        thoughts.add(JSON.readValue(line, Line.class));
      }
      return thoughts;
    } catch (JacksonException | DateTimeException | IndexOutOfBoundsException e) {
      thoughts.close();
      throw new CorruptException(
          file + ":" + number + " is no thought", "delete the artifact and run: adlib pipeline", e);
    } catch (IOException e) {
      thoughts.close();
      throw DiskFailure.of("reading", file, e);
    }
  }

  private void add(Line line) {
    int row = Objects.checkIndex(line.row(), vectors.size());
    rows.computeIfAbsent(line.user(), _ -> new TreeMap<>()).put(Instant.parse(line.asOf()), row);
  }

  /** The user with the newest thought that was written before a moment. */
  @Override
  public User at(User user, Instant moment) {
    NavigableMap<Instant, Integer> own = rows.get(user.id());
    var entry = own == null ? null : own.floorEntry(moment);
    if (entry == null) {
      return user;
    }
    float[] vector_W = new float[vectors.dimension()];
    vectors.read(entry.getValue(), 1, vector_W);
    return user.with(new Thought(vector_W));
  }

  /** How much there is, for people. */
  String line() {
    int count = rows.values().stream().mapToInt(Map::size).sum();
    return "%d of %d users, %d texts".formatted(count, rows.size(), vectors.size());
  }

  @Override
  public void close() {
    vectors.close();
  }
}
