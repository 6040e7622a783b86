package io.adlib.learn.lm.tune;

import io.adlib.core.InputException;
import io.adlib.core.Seed;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.kernel.json.Json;
import io.adlib.kernel.json.JsonReader;
import io.adlib.kernel.lm.Chat;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A corpus in the chat form that trainers of language models share: JSON Lines of {@code
 * {"messages": [{"role", "content"} …], "task", "id"}}, the last message the assistant's. Split
 * into training and validation by lot over ids.
 *
 * @param training what is learned
 * @param validation what is measured
 * @param tooLong examples left out because they do not fit the model
 */
public record ChatCorpus(List<Example> training, List<Example> validation, int tooLong) {

  /** A byte order mark, with which some programs begin a text. */
  private static final String MARK = "\uFEFF";

  /** A line of the file. */
  public record Line(String task, String id, List<Chat.Message> prompt, String answer) {}

  /**
   * Reads a file.
   *
   * @throws InputException naming the line that is wrong
   */
  public static List<Line> read(Path file) {
    var lines = new ArrayList<Line>();
    read(file, lines::add);
    if (lines.isEmpty()) {
      throw new InputException(file + " has no examples", "build some: adlib enrich corpus");
    }
    return lines;
  }

  private static void read(Path file, Consumer<Line> each) {
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        String text = number == 1 && line.startsWith(MARK) ? line.substring(1) : line;
        if (!text.isBlank()) {
          each.accept(line(JsonReader.read(text, file + ":" + number), file + ":" + number));
        }
      }
    } catch (NoSuchFileException e) {
      throw new InputException("there is no file " + file, "check the path", e);
    } catch (CharacterCodingException e) {
      throw new InputException(
          file + " is not UTF-8 text", "give a corpus in JSON Lines, not compressed", e);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  private static Line line(Json.Fields json, String place) {
    var messages = new ArrayList<Chat.Message>();
    for (Json each : json.items("messages")) {
      if (each instanceof Json.Fields message) {
        messages.add(
            new Chat.Message(message.text("role").orElse(""), message.text("content").orElse("")));
      }
    }
    if (messages.size() < 2 || !messages.getLast().role().equals("assistant")) {
      throw new InputException(
          place + " does not end with an assistant's message",
          "write {\"messages\": [{\"role\": …, \"content\": …} …], \"task\": …} on each line");
    }
    return new Line(
        json.text("task").orElse("chat"),
        json.text("id").orElse(place),
        List.copyOf(messages.subList(0, messages.size() - 1)),
        messages.getLast().content());
  }

  /**
   * The corpus of lines.
   *
   * @param longest most tokens of an example
   * @param held share of ids held out for validation, in [0,1)
   */
  public static ChatCorpus of(List<Line> lines, Chat chat, int longest, double held, Seed seed) {
    var training = new ArrayList<Example>();
    var validation = new ArrayList<Example>();
    int tooLong = 0;
    for (Line line : lines) {
      Example example = example(line, chat);
      if (example.tokens().length > longest) {
        tooLong++;
      } else if (isHeld(line, held, seed)) {
        validation.add(example);
      } else {
        training.add(example);
      }
    }
    return new ChatCorpus(List.copyOf(training), List.copyOf(validation), tooLong);
  }

  /** Whether a line is held out: by its id, so that all lines about one thing stay together. */
  static boolean isHeld(Line line, double held, Seed seed) {
    return seed.of("held").of(line.id()).generator().nextDouble() < held;
  }

  /** One line as tokens. */
  public static Example example(Line line, Chat chat) {
    int[] prompt = chat.prompt(line.prompt());
    int[] answer = chat.answer(line.answer());
    int[] all = java.util.Arrays.copyOf(prompt, prompt.length + answer.length);
    System.arraycopy(answer, 0, all, prompt.length, answer.length);
    return new Example(line.task(), line.id(), all, prompt.length);
  }
}
