package io.adlib.app.tokenize;

import io.adlib.data.workspace.AtomicFiles;
import io.adlib.sid.ItemVectors;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.format.CodebooksFile;
import io.adlib.sid.format.SemanticIdsFile;
import io.adlib.sid.health.HealthCheck;
import io.adlib.sid.kmeans.Codebooks;
import io.adlib.sid.tokenize.Tokenized;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run leaves on disk, so that a comparison that was interrupted goes on after the runs that
 * are done: codebooks, semantic IDs and, written last, what they cost.
 *
 * @param folder of this run alone
 * @param encoder what made the vectors
 */
record RunFolder(Path folder, String encoder) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What a run cost. */
  record Cost(double seconds, double peakMib) {}

  /** A run that is done. */
  record Done(Tokenized tokenized, Cost cost) {}

  void save(Tokenized made, Cost cost) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    CodebooksFile.save(codebooks(), made.codebooks(), encoder);
    SemanticIdsFile.save(ids(), made.ids());
    AtomicFiles.write(cost(), JSON.writeValueAsString(cost));
  }

  /** The run, if it is done; its health is taken anew. */
  Optional<Done> find(ItemVectors items) {
    if (!Files.exists(cost())) {
      return Optional.empty();
    }
    Cost cost = JSON.readValue(cost().toFile(), Cost.class);
    Codebooks books = CodebooksFile.load(codebooks(), encoder);
    SemanticIds semanticIds = SemanticIdsFile.load(ids());
    var health = HealthCheck.of(items, books, semanticIds);
    return Optional.of(new Done(new Tokenized(books, semanticIds, health), cost));
  }

  private Path codebooks() {
    return folder.resolve("codebooks.safetensors");
  }

  private Path ids() {
    return folder.resolve("ids.safetensors");
  }

  private Path cost() {
    return folder.resolve("cost.json");
  }
}
