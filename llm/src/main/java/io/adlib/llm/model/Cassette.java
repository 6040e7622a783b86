package io.adlib.llm.model;

import io.adlib.core.InputException;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A recording of a model's answers, a line a call, each under the hash of its request. Replayed, it
 * is a model that needs no network and always says the same; recording, it passes calls on and
 * keeps what comes back. Thread-safe.
 */
public final class Cassette implements LanguageModel {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;
  private final String fingerprint;
  private final Optional<LanguageModel> source;
  private final Map<String, Line> lines = new TreeMap<>();

  private record Line(String request, String text, Usage usage, boolean whole) {}

  private Cassette(Path file, String fingerprint, Optional<LanguageModel> source) {
    this.file = file;
    this.fingerprint = fingerprint;
    this.source = source;
  }

  /** Plays a recording of the model with that fingerprint. */
  public static Cassette replay(Path file, String fingerprint) {
    var cassette = new Cassette(file, fingerprint, Optional.empty());
    cassette.load();
    return cassette;
  }

  /** Asks the model and records it, beside what the file holds already. Takes the model over. */
  public static Cassette record(Path file, LanguageModel model) {
    var cassette = new Cassette(file, model.fingerprint(), Optional.of(model));
    if (Files.exists(file)) {
      cassette.load();
    }
    return cassette;
  }

  private void load() {
    List<String> texts;
    try {
      texts = Files.readAllLines(file);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
    for (int i = 0; i < texts.size(); i++) {
      try {
        Line line = JSON.readValue(texts.get(i), Line.class);
        lines.put(line.request(), line);
      } catch (JacksonException e) {
        throw new InputException(
            file + ":" + (i + 1) + " is no line of a recording", "record it again", e);
      }
    }
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public Reply ask(Prompt prompt) throws InterruptedException {
    String request = prompt.key(fingerprint);
    Optional<Line> known = find(request);
    if (known.isPresent()) {
      Line line = known.get();
      return new Reply.Answered(line.text(), Optional.of(line.usage()), line.whole());
    }
    if (source.isEmpty()) {
      return new Reply.Refused("the recording has no answer to request " + request, false);
    }
    Reply reply = source.get().ask(prompt);
    if (reply instanceof Reply.Answered answered) {
      keep(
          new Line(
              request,
              answered.text(),
              answered.usage().orElse(new Usage(0, 0)),
              answered.whole()));
    }
    return reply;
  }

  private synchronized Optional<Line> find(String request) {
    return Optional.ofNullable(lines.get(request));
  }

  private synchronized void keep(Line line) {
    lines.put(line.request(), line);
    var text = new ArrayList<String>();
    lines.values().forEach(value -> text.add(JSON.writeValueAsString(value)));
    AtomicFiles.write(file, String.join("\n", text) + "\n");
  }

  @Override
  public void close() {
    source.ifPresent(LanguageModel::close);
  }
}
