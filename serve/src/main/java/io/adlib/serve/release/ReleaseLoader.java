package io.adlib.serve.release;

import io.adlib.core.Catalogue;
import io.adlib.core.CorruptException;
import io.adlib.data.artifact.Artifact;
import io.adlib.infer.generator.Generator;
import io.adlib.infer.ranker.Ranker;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.feature.FeatureSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Makes a release ready to answer: every part is read, the parts are checked against each other,
 * and the generator is warmed up, before anything of it can go live.
 */
public final class ReleaseLoader {

  /** The generator's file in a release. */
  public static final String GENERATOR = "generator.safetensors";

  /** The ranker's file in a release. */
  public static final String RANKER = "ranker.safetensors";

  private static final String REMEDY = "build the release again, or roll back to the one before";

  private ReleaseLoader() {}

  /**
   * Loads a release whose files' checksums were verified when the artifact was opened.
   *
   * @param catalogue what it shows
   * @param ids semantic IDs of the catalogue's ads and contents
   * @param warmUp most time to spend on warming up; zero for none
   * @throws CorruptException if a part is missing or damaged, or the parts do not fit together
   */
  public static Release load(
      Artifact release, Catalogue catalogue, SemanticIds ids, Duration warmUp) {
    Path generatorFile = present(release, GENERATOR);
    Path rankerFile = present(release, RANKER);
    Generator generator = Generator.load(generatorFile);
    if (generator.shape().depth() != ids.depth()
        || generator.shape().codes() != ids.codesPerLevel()) {
      throw new CorruptException(
          "release %s: the generator has %d levels of %d codes, the semantic IDs %d of %d"
              .formatted(
                  release.manifest().name(),
                  generator.shape().depth(),
                  generator.shape().codes(),
                  ids.depth(),
                  ids.codesPerLevel()),
          REMEDY);
    }
    Trie trie = Release.trieOfAds(catalogue, ids);
    if (trie.leaves() == 0) {
      throw new CorruptException(
          "release " + release.manifest().name() + ": no ad has a semantic ID", REMEDY);
    }
    Ranker ranker = Ranker.load(rankerFile, new FeatureSet(catalogue, ids));
    if (warmUp.isPositive()) {
      generator.warmUp(trie, warmUp);
    }
    return Release.of(
        release.manifest().name(),
        catalogue,
        ids,
        trie,
        new GeneratorRecall(generator, ids, trie),
        new RankerValuer(ranker));
  }

  private static Path present(Artifact release, String name) {
    Path file = release.file(name);
    if (!Files.isRegularFile(file)) {
      throw new CorruptException(
          "release " + release.manifest().name() + " has no " + name, REMEDY);
    }
    return file;
  }
}
