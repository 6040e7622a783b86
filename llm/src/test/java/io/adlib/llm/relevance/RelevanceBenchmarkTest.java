package io.adlib.llm.relevance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.encode.Encoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelevanceBenchmarkTest {

  private static final String HEADER =
      "id,query,product_title,product_description,median_relevance,fold\n";
  @TempDir Path folder;

  /** Twenty queries; a product that says all of the query is a 4, half of it a 2, none a 1. */
  private static List<Judgment> rows() {
    var rows = new ArrayList<Judgment>();
    for (int q = 0; q < 20; q++) {
      String query = "alpha" + q + " beta" + q;
      rows.add(new Judgment(q + "a", query, "Big " + query + " set", "", 4));
      rows.add(new Judgment(q + "b", query, "Big alpha" + q + " set", "", 2));
      rows.add(new Judgment(q + "c", query, "Some other thing", "", 1));
    }
    return rows;
  }

  /** A vector a word count: enough for a cosine. */
  private static final Encoder<String> LETTERS =
      new Encoder<>() {
        @Override
        public int dimension() {
          return 26;
        }

        @Override
        public String fingerprint() {
          return "letters";
        }

        @Override
        public float[] encode(List<String> texts, Progress progress) {
          float[] out = new float[26 * texts.size()];
          for (int t = 0; t < texts.size(); t++) {
            for (char c : texts.get(t).toLowerCase(java.util.Locale.ROOT).toCharArray()) {
              if (c >= 'a' && c <= 'z') {
                out[26 * t + c - 'a'] += 1;
              }
            }
          }
          return out;
        }

        @Override
        public void close() {}
      };

  @Test
  void wordsAloneSolveWhatWordsDecide() {
    var benchmark = new RelevanceBenchmark(rows(), new Seed(1));
    Grader lexical = Graders.untrained(rows(), LETTERS, Progress.SILENT).getFirst();
    RelevanceBenchmark.Row row = benchmark.run(lexical, Progress.SILENT);
    assertThat(row.kappa().mean()).isGreaterThan(.95);
    assertThat(row.kappa().low()).isLessThanOrEqualTo(row.kappa().mean());
    assertThat(row.kappa().high()).isGreaterThanOrEqualTo(row.kappa().mean());
    assertThat(row.queries()).isEqualTo(20);
  }

  @Test
  void noQueryStandsInTrainAndTestAndEveryRowIsGradedOnce() {
    Set<String> tested = new HashSet<>();
    Grader spy =
        new Grader() {
          @Override
          public String name() {
            return "spy";
          }

          @Override
          public int[] grade(List<Judgment> train, List<Judgment> test, Progress progress) {
            Set<String> known = new HashSet<>(train.stream().map(Judgment::query).toList());
            assertThat(test).noneMatch(row -> known.contains(row.query()));
            assertThat(test).allMatch(row -> tested.add(row.id()));
            return test.stream().mapToInt(Judgment::grade).toArray();
          }
        };
    var row = new RelevanceBenchmark(rows(), new Seed(3)).run(spy, Progress.SILENT);
    assertThat(tested).hasSize(60);
    assertThat(row.kappa().mean()).isEqualTo(1);
    assertThat(row.exact()).isEqualTo(1);
  }

  @Test
  void thresholdsMakeTheMostOfAScore() {
    double[] score = {.1, .2, .3, .4, .5, .6, .7, .8};
    int[] grade = {1, 1, 2, 2, 3, 3, 4, 4};
    assertThat(Thresholds.fit(score, grade).grades(score)).isEqualTo(grade);
  }

  @Test
  void aGzippedFileWithQuotesBreaksAndMarkupIsRead() throws Exception {
    try (var out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("judgments.csv.gz")))) {
      out.write(
          (HEADER
                  + "1,red shoe,\"Shoe, \"\"red\"\"\",\"<p>line one\r\nline two</p><style>p {x}</style>\",3,9\r\n"
                  + "2,red shoe,Hat,,1.0,9\n")
              .getBytes(StandardCharsets.UTF_8));
    }
    assertThat(JudgmentFile.read(folder))
        .containsExactly(
            new Judgment("1", "red shoe", "Shoe, \"red\"", "line one line two", 3),
            new Judgment("2", "red shoe", "Hat", "", 1));
  }

  @Test
  void whatIsWrongIsNamedWithItsRow() throws Exception {
    assertThatThrownBy(() -> JudgmentFile.read(folder))
        .hasMessageContaining("has no judgments.csv");
    Files.writeString(folder.resolve("judgments.csv"), "id,query\n1,x\n");
    assertThatThrownBy(() -> JudgmentFile.read(folder)).hasMessageContaining("product_title");
    Files.writeString(folder.resolve("judgments.csv"), HEADER + "1,q,t,d,4,0\n2,q,t,d,7,0\n");
    assertThatThrownBy(() -> JudgmentFile.read(folder))
        .hasMessageContaining("row 2 has the grade '7'");
    Files.writeString(folder.resolve("judgments.csv"), HEADER + "1,q,t\n");
    assertThatThrownBy(() -> JudgmentFile.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("row 1 has 3 fields");
  }
}
