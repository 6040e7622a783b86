package io.adlib.evaluate.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequentialDatasetTest {

  @TempDir Path folder;

  @BeforeEach
  void wellFormed() throws IOException {
    gzip("sequences.txt.gz", "7 1 2 3 1\n8 2 3\n");
    gzip(
        "items.tsv.gz",
        """
        brand\titem_id\ttitle\tllm_keywords\tcategories
        Acme\t1\tRed lipstick\tlips\tBeauty > Lips
        \t3\t\tnail file\t
        \t2\tShampoo\t\tBeauty > Hair
        """);
  }

  @Test
  void readsUsersItemsAndTextsByColumnName() {
    SequentialDataset data = SequentialDataset.read(folder);
    assertThat(data.users()).containsExactly("7", "8");
    assertThat(data.sequences_U()).isDeepEqualTo(new int[][] {{0, 1, 2, 0}, {1, 2}});
    assertThat(data.texts())
        .containsExactly(
            "Red lipstick. Acme. Beauty > Lips", "Shampoo. Beauty > Hair", "nail file");
    assertThat(data.events()).isEqualTo(6);
    assertThat(SequentialDataset.has(folder, SequentialDataset.Order.ALTERNATIVE)).isFalse();
  }

  @Test
  void leavesTheLastItemForTestAndTheOneBeforeForValidation() {
    LeaveOneOut split = SequentialDataset.read(folder).split();
    assertThat(split.train()).isDeepEqualTo(new int[][] {{0, 1}, {1, 2}});
    assertThat(split.validation().histories()).isDeepEqualTo(new int[][] {{0, 1}});
    assertThat(split.validation().targets()).containsExactly(2);
    assertThat(split.test().users()).containsExactly(0);
    assertThat(split.test().histories()).isDeepEqualTo(new int[][] {{0, 1, 2}});
    assertThat(split.test().targets()).containsExactly(0);
  }

  @Test
  void readsTheOtherOrderAndPlainFiles() throws IOException {
    Files.writeString(folder.resolve("sequences_alt_tiebreak.txt"), "7 1 3 2 1\n");
    assertThat(SequentialDataset.has(folder, SequentialDataset.Order.ALTERNATIVE)).isTrue();
    var data = SequentialDataset.read(folder, SequentialDataset.Order.ALTERNATIVE);
    assertThat(data.sequences_U()).isDeepEqualTo(new int[][] {{0, 2, 1, 0}});
  }

  @Test
  void namesFileAndLineOfABadLine() throws IOException {
    gzip("sequences.txt.gz", "7 1 2\n8 2 x\n");
    refuses("sequences.txt.gz, line 2: item 'x' is not a number from 1 to 3");
    gzip("sequences.txt.gz", "7 1 2\n8 2 4\n");
    refuses("sequences.txt.gz, line 2: item '4' is not a number from 1 to 3");
    gzip("sequences.txt.gz", "7 1 2\n\n");
    refuses("sequences.txt.gz, line 2: a user with no item");
    gzip("sequences.txt.gz", "7 1 2\n7 1\n");
    refuses("sequences.txt.gz, line 2: user '7' was given before");
    gzip("sequences.txt.gz", "");
    refuses("sequences.txt.gz, line 1: there is no user");
    gzip("items.tsv.gz", "item_id\ttitle\n1\tA\n1\tB\n");
    refuses("items.tsv.gz, line 3: item_id 1 was given before");
    gzip("items.tsv.gz", "item_id\ttitle\n1\n");
    refuses("items.tsv.gz, line 2: 1 cells where the header has 2");
    gzip("items.tsv.gz", "item_id\ttitle\n2\tB\n");
    refuses("items.tsv.gz, line 1: no line has the item_id 1");
    gzip("items.tsv.gz", "id\ttitle\n2\tB\n");
    refuses("items.tsv.gz, line 1: the header has no column item_id");
  }

  @Test
  void saysWhichFileIsMissingOrBroken() throws IOException {
    Files.writeString(folder.resolve("sequences.txt.gz"), "7 1 2\n");
    refuses("sequences.txt.gz cannot be read");
    Files.delete(folder.resolve("sequences.txt.gz"));
    refuses("has no sequences.txt or sequences.txt.gz");
  }

  private void refuses(String message) {
    assertThatThrownBy(() -> SequentialDataset.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  private void gzip(String name, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
