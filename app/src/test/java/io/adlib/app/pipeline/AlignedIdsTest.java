package io.adlib.app.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.imports.ImportOptions;
import io.adlib.data.imports.Importer;
import io.adlib.data.workspace.Workspace;
import io.adlib.learn.alignment.AlignmentWeights;
import io.adlib.learn.alignment.CollaborativeVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thirty ads and two contents, users who click the even ads and users who click the odd ones. */
class AlignedIdsTest {

  private static final int ADS = 30;
  private static final int USERS = 60;
  private static final String ALIGNED =
      "  align: full\n  alignment:\n    source: two-tower\n    item_item: 2\n    user_item: 1\n";

  @TempDir Path folder;
  private Workspace workspace;
  private Path files;
  private final Pipeline pipeline = new Pipeline();

  @BeforeEach
  void market() throws IOException {
    files = Files.createDirectories(folder.resolve("files"));
    Files.writeString(files.resolve("advertisers.csv"), "id,name\nv,Vendor\n");
    Files.writeString(
        files.resolve("campaigns.csv"),
        "id,advertiser,objective,bid,daily_budget,currency,start,end\n"
            + "c,v,CLICK,1,10,EUR,2026-01-01,2027-01-01\n");
    var ads = new StringBuilder("id,campaign,title,created\n");
    for (int a = 0; a < ADS; a++) {
      ads.append("a%d,c,Thing number %d,2026-01-01\n".formatted(a, a));
    }
    Files.writeString(files.resolve("ads.csv"), ads);
    Files.writeString(
        files.resolve("content.csv"), "id,kind,title\nt0,article,On even\nt1,article,On odd\n");
    workspace = Workspace.create(folder.resolve("shop"));
  }

  private Session session(String tokenize) throws IOException {
    new Importer(workspace, InstantSource.system())
        .run(List.of(files), new ImportOptions(0, false), Progress.SILENT);
    Files.writeString(
        workspace.config(),
        "encode:\n  threads: 1\ntokenize:\n  levels: 2\n  codes: 16\n" + tokenize);
    return Session.open(workspace.root(), Progress.SILENT);
  }

  private void events() throws IOException {
    RandomGenerator random = new Seed(1).generator();
    var events = new StringBuilder("id,time,user,kind,subject\n");
    for (int u = 0; u < USERS; u++) {
      String line = "e%d-%d,2026-02-01T10:%02d:00Z,u%d,%s,%s\n";
      events.append(line.formatted(u, 0, 0, u, "CONTENT", "t" + u % 2));
      events.append(line.formatted(u, 1, 1, u, "SEARCH", "something"));
      for (int t = 2; t < 8; t++) {
        String ad = "a" + (2 * random.nextInt(ADS / 2) + u % 2);
        events.append(line.formatted(u, t, t, u, "CLICK", ad));
      }
      // an impression is nobody's choice
      events.append(line.formatted(u, 8, 8, u, "IMPRESSION", "a" + (1 - u % 2)));
    }
    Files.writeString(files.resolve("events.csv"), events);
  }

  @Test
  void idsAreAlignedWithCollaborativeVectorsThatAreAnArtifactOfTheirOwn() throws IOException {
    events();
    Session session = session(ALIGNED);
    Artifact tokens = pipeline.tokenize().run(session);
    assertThat(tokens.manifest().inputs())
        .containsEntry("collaborative", pipeline.collaborative().hash(session));
    Artifact collaborative = pipeline.collaborative().find(session).orElseThrow();
    var vectors = CollaborativeStage.read(collaborative);
    int heldOut =
        (int) IntStream.range(0, USERS).filter(u -> GeneratorStage.isHeldOut("u" + u)).count();
    assertThat(heldOut).isPositive();
    assertThat(vectors.items()).isEqualTo(ADS + 2);
    assertThat(vectors.user_UD().length / vectors.dimension()).isEqualTo(USERS - heldOut);
    assertThat(TokenizeStage.ids(tokens).size()).isEqualTo(ADS + 2);
    assertThat(parityOfNearest(vectors)).isGreaterThan(.8);
    assertThat(pipeline.tokenize().find(session)).isPresent();
  }

  /** The share of ads whose nearest other ad is taken by the same users. */
  private static double parityOfNearest(CollaborativeVectors vectors) {
    int d = vectors.dimension();
    int same = 0;
    for (int a = 0; a < ADS; a++) {
      int nearest = -1;
      double best = Double.NEGATIVE_INFINITY;
      for (int b = 0; b < ADS; b++) {
        double cosine = 0;
        for (int k = 0; k < d; k++) {
          cosine += vectors.item_ND()[a * d + k] * vectors.item_ND()[b * d + k];
        }
        if (b != a && cosine > best) {
          best = cosine;
          nearest = b;
        }
      }
      same += nearest % 2 == a % 2 ? 1 : 0;
    }
    return (double) same / ADS;
  }

  @Test
  void anInterruptedCollaborativeTrainingSaysSoAndGoesOn() throws IOException {
    events();
    Session session = session(ALIGNED);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> pipeline.collaborative().run(session))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(pipeline.collaborative().find(session)).isEmpty();
    pipeline.collaborative().run(session);
    assertThat(pipeline.collaborative().find(session)).isPresent();
  }

  @Test
  void withoutAlignmentBehaviourChangesNothingAndWithoutBehaviourThereIsNoAlignment()
      throws IOException {
    Session before = session("");
    String plain = pipeline.tokenize().hash(before);
    assertThatThrownBy(() -> pipeline.tokenize().run(session(ALIGNED)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no user took two items");
    events();
    assertThat(pipeline.tokenize().hash(session(""))).isEqualTo(plain);
    assertThat(pipeline.tokenize().hash(session(ALIGNED))).isNotEqualTo(plain);
    pipeline.tokenize().run(session(""));
    assertThat(pipeline.collaborative().find(session(ALIGNED))).isEmpty();
  }

  @Test
  void theWeightsOfTheConfigurationAreThoseThatWereMeasured() {
    var align = AdlibConfig.defaults().tokenize().align();
    assertThat(align.isNone()).isTrue();
    assertThat(
            new AlignmentWeights(
                align.itemItem(),
                align.userItem(),
                align.generative(),
                align.distillation(),
                align.diversity()))
        .isEqualTo(AlignmentWeights.DEFAULT);
  }
}
