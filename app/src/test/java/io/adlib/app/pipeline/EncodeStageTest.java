package io.adlib.app.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.data.artifact.Artifact;
import io.adlib.data.imports.ImportOptions;
import io.adlib.data.imports.Importer;
import io.adlib.data.summary.Summaries;
import io.adlib.data.workspace.Workspace;
import io.adlib.encode.item.Item;
import io.adlib.encode.item.ItemEncoder;
import io.adlib.encode.onnx.OnnxGraph;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three ads and a content, an image model that averages colours. */
class EncodeStageTest {

  @TempDir Path folder;
  private Workspace workspace;
  private final EncodeStage stage = new EncodeStage();

  @BeforeEach
  void market() throws IOException {
    Path files = Files.createDirectories(folder.resolve("files"));
    Files.writeString(files.resolve("advertisers.csv"), "id,name\nv,Vendor\n");
    Files.writeString(
        files.resolve("campaigns.csv"),
        "id,advertiser,objective,bid,daily_budget,currency,start,end\n"
            + "c,v,CLICK,1,10,EUR,2026-01-01,2027-01-01\n");
    Files.writeString(
        files.resolve("ads.csv"),
        """
        id,campaign,title,image,created
        a1,c,Red shoes,red.png,2026-01-01
        a2,c,Blue shoes,blue.png,2026-01-01
        a3,c,Green shoes,https://shop.example/green.png,2026-01-01
        """);
    Files.writeString(files.resolve("content.csv"), "id,kind,title\nt1,article,All about shoes\n");
    workspace = Workspace.create(folder.resolve("shop"));
    new Importer(workspace, InstantSource.system())
        .run(List.of(files), new ImportOptions(0, false), Progress.SILENT);
    picture("red.png", 0xff0000);
    picture("blue.png", 0x0000ff);
    Files.write(
        workspace.root().resolve("colours.onnx"),
        new OnnxGraph("colours")
            .input("picture", 1, 3, 8, 8)
            .output("features", 1, 3)
            .node("GlobalAveragePool", List.of("picture"), "mean")
            .node("Flatten", List.of("mean"), "features")
            .model());
  }

  private void picture(String name, int colour) throws IOException {
    var image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, colour);
    }
    Path file = workspace.root().resolve("data/images").resolve(name);
    Files.createDirectories(workspace.root().resolve("data/images"));
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
  }

  private Session configured(String encode) throws IOException {
    Files.writeString(workspace.config(), "encode:\n  threads: 1\n" + encode);
    return Session.open(workspace.root(), Progress.SILENT);
  }

  @Test
  void imagesJoinTextsAndANewAdGetsTheVectorOfTheCatalogue() throws IOException {
    Session session = configured("  image_model: colours.onnx\n  whiten: pca\n  dimensions: 3\n");
    Artifact artifact = stage.run(session);
    float[] vectors_NK = EncodeStage.read(artifact);
    assertThat(vectors_NK).hasSize(4 * 3);
    assertThat(stage.facts(artifact))
        .containsEntry("items", "4")
        .hasEntrySatisfying(
            "images",
            line ->
                assertThat(line)
                    .startsWith("2 of 4 items have an image vector")
                    .contains("1 none", "1 remote", "of a3"));
    try (var encoder =
        ItemEncoder.open(
            artifact.file(EncodeStage.ENCODER), workspace.root().resolve("data/images"), 1)) {
      float[] vector = encoder.encode(Item.of(session.data().catalogue().ads().get(1)));
      for (int k = 0; k < 3; k++) {
        assertThat(vector[k]).isCloseTo(vectors_NK[3 + k], within(1e-6f));
      }
    }
  }

  @Test
  void whateverChangesTheVectorsChangesTheArtifact() throws IOException {
    var hashes = new LinkedHashSet<String>();
    hashes.add(stage.hash(configured("")));
    hashes.add(stage.hash(configured("  batch: 32\n")));
    hashes.add(stage.hash(configured("  whiten: zca\n")));
    hashes.add(stage.hash(configured("  whiten: zca\n  shrinkage: 0.5\n")));
    String images = "  image_model: colours.onnx\n";
    hashes.add(stage.hash(configured(images)));
    hashes.add(stage.hash(configured(images + "  image_weight: 2\n")));
    Files.writeString(workspace.root().resolve("colours.json"), "{\"fit\": \"pad\"}");
    hashes.add(stage.hash(configured(images)));
    Files.delete(workspace.root().resolve("data/images/red.png"));
    hashes.add(stage.hash(configured(images)));
    assertThat(hashes).hasSize(8);
    assertThat(stage.hash(configured("  images: elsewhere\n")))
        .as("the folder of pictures matters only with an image model")
        .isEqualTo(hashes.getFirst());
  }

  @Test
  void aSummaryStandsInForTheRawTextAndItsContentIsAnInput() throws IOException {
    Path file = workspace.root().resolve("summaries.jsonl");
    Summaries.write(file, Map.of("a1", "Shoes in red.", "gone", "No such ad."));
    String config = "  text_from: summary\n  summaries: summaries.jsonl\n";
    Artifact raw = stage.run(configured(""));
    Artifact summarised = stage.run(configured(config));
    assertThat(stage.facts(summarised))
        .containsEntry(
            "texts",
            "1 of 4 items are read with what was written of them, the others from their raw text");
    float[] before = EncodeStage.read(raw);
    float[] after = EncodeStage.read(summarised);
    assertThat(after[0]).isNotEqualTo(before[0]);
    assertThat(after[384]).isEqualTo(before[384]);
    Summaries.write(file, Map.of("a1", "Red shoes for summer."));
    assertThat(stage.find(configured(config))).isEmpty();
    assertThat(summarised.manifest().inputs()).containsKey("summaries");
  }

  @Test
  void theNewestSummariesOfThisWorkspaceAreTheDefault() throws IOException {
    assertThatThrownBy(() -> stage.run(configured("  text_from: tags\n")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there are no tags");
    Session session = configured("  text_from: summary\n");
    assertThatThrownBy(() -> stage.run(session))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there are no summaries");
    session
        .artifacts()
        .build(
            new io.adlib.data.artifact.ArtifactKey(Summaries.KIND, Map.of(), "test"),
            (payload, _) ->
                Summaries.write(payload.resolve(Summaries.FILE), Map.of("t1", "On shoes.")));
    assertThat(stage.facts(stage.run(session)))
        .hasEntrySatisfying("texts", line -> assertThat(line).startsWith("1 of 4"));
  }

  @Test
  void anImageModelThatIsNotThereIsOneLine() throws IOException {
    assertThatThrownBy(() -> stage.run(configured("  image_model: none.onnx\n")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("there is no image model");
  }
}
