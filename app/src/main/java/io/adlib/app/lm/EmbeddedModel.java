package io.adlib.app.lm;

import io.adlib.core.BugException;
import io.adlib.core.ContentHash;
import io.adlib.core.EnvironmentException;
import io.adlib.llm.compact.CompactTasks;
import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.SmallProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * The small model that comes with Adlib, or a folder's of the same kind. Its weights lie beside
 * this class, as {@code adlib reproduce lm} made them.
 */
public final class EmbeddedModel implements SmallProvider {

  private static final String WEIGHTS = "model.safetensors";
  private static final List<String> FILES = List.of("config.json", "tokenizer.json", WEIGHTS);

  /**
   * Where it was measured to be better than templates: benchmarks/lm.md. It is not asked the rest.
   */
  private static final List<String> GOOD_AT = List.of("relevance", "queries", "tags", "copy");

  /** For the service loader. */
  public EmbeddedModel() {}

  @Override
  public LanguageModel open(Optional<Path> folder) {
    try {
      if (folder.isPresent()) {
        return SmallModel.open(folder.get(), name("small", folder.get()), CompactTasks.names());
      }
      Path unpacked = Files.createTempDirectory("adlib-small");
      try {
        unpack(unpacked);
        return SmallModel.open(unpacked, name("adlib-small", unpacked), GOOD_AT);
      } finally {
        for (String file : FILES) {
          Files.deleteIfExists(unpacked.resolve(file));
        }
        Files.delete(unpacked);
      }
    } catch (IOException e) {
      throw new EnvironmentException(
          "the small model cannot be loaded: " + e, "check java.io.tmpdir and free space", e);
    }
  }

  /**
   * Writes its files into a folder, to go on from.
   *
   * @throws EnvironmentException if that cannot be written
   */
  public static void unpack(Path folder) {
    try {
      Files.createDirectories(folder);
      for (String file : FILES) {
        try (InputStream in = resource(file)) {
          Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new EnvironmentException(
          "the small model cannot be written to " + folder + ": " + e,
          "check the folder and free space",
          e);
    }
  }

  /** Of its weights. */
  static String hash() {
    try (InputStream in = resource(WEIGHTS)) {
      return new ContentHash().add(in.readAllBytes()).hex();
    } catch (IOException e) {
      throw new BugException("the small model's weights cannot be read", "rebuild the program", e);
    }
  }

  private static InputStream resource(String name) {
    InputStream in = EmbeddedModel.class.getResourceAsStream("adlib-small/" + name);
    if (in == null) {
      throw new BugException("the small model's " + name + " is missing", "rebuild the program");
    }
    return in;
  }

  /** Other weights, other answers. */
  private static String name(String name, Path folder) throws IOException {
    Path weights = folder.resolve(WEIGHTS);
    if (!Files.isRegularFile(weights)) {
      return name;
    }
    String hash = new ContentHash().add(Files.readAllBytes(weights)).hex();
    return name + " " + hash.substring(0, 12);
  }
}
