package io.adlib.serve.rollout;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.CorruptException;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.artifact.ReleaseStore;
import io.adlib.data.workspace.Workspace;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingRecall;
import io.adlib.serve.TestingVectors;
import io.adlib.serve.release.Release;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A real store of releases of the small market. A release's file holds the word that all its ads'
 * titles begin with; the word {@code broken} makes it one whose parts do not fit.
 */
final class TestingShelf {

  final ReleaseStore store;
  final ReleaseShelf shelf;
  final TestingVectors vectors = new TestingVectors();
  volatile Consumer<Artifact> onLoad = _ -> {};

  TestingShelf(Path folder) {
    store = new ReleaseStore(Workspace.create(folder), InstantSource.system());
    shelf = new ReleaseShelf(store, this::load);
  }

  void build(String version, String word) {
    store.build(
        version, Map.of(), "v1", (payload, _) -> Files.writeString(payload.resolve("word"), word));
  }

  Path file(String version) {
    return store.open(version).file("word");
  }

  private Release load(Artifact files) {
    onLoad.accept(files);
    String word = read(files.file("word"));
    if (word.equals("broken")) {
      throw new CorruptException(
          "release " + files.hash() + " has a generator of another tokenizer", "build it again");
    }
    return TestingMarket.release(files.hash(), titled(word), new TestingRecall())
        .with(vectors.tokenizer(files.hash().hashCode()));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The small market, with one word before each title; the empty word changes nothing. */
  static Catalogue titled(String word) {
    Catalogue plain = TestingMarket.catalogue();
    return new Catalogue(
        plain.advertisers(),
        plain.campaigns(),
        plain.ads().stream().map(ad -> titled(ad, word)).toList(),
        plain.contents(),
        plain.rates());
  }

  private static Ad titled(Ad ad, String word) {
    return new Ad(
        ad.id(),
        ad.campaign(),
        (word + " " + ad.title()).strip(),
        ad.description(),
        ad.category(),
        ad.brand(),
        ad.price(),
        ad.image(),
        ad.landingPage(),
        ad.created());
  }
}
