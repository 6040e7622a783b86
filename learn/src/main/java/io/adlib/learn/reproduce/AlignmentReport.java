package io.adlib.learn.reproduce;

import io.adlib.evaluate.metrics.Interval;
import io.adlib.evaluate.sequential.Top;
import io.adlib.learn.alignment.AlignmentRecipe;
import io.adlib.learn.alignment.AlignmentWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What aligning semantic IDs with behaviour does on one dataset, as it is printed as JSON.
 *
 * @param dataset the folder's name
 * @param source of the collaborative vectors
 * @param weights of the full recipe
 * @param collaborative how well each collaborative model itself finds the next item
 * @param rows a recipe each
 * @param differences of each recipe from the unaligned IDs
 * @param information bounds before and after
 */
public record AlignmentReport(
    String dataset,
    String source,
    AlignmentWeights weights,
    List<Collaborative> collaborative,
    List<Row> rows,
    List<Difference> differences,
    List<Information> information) {

  public AlignmentReport {
    collaborative = List.copyOf(collaborative);
    rows = List.copyOf(rows);
    differences = List.copyOf(differences);
    information = List.copyOf(information);
  }

  static AlignmentReport of(
      String dataset,
      AlignmentReproduction.Options options,
      List<Collaborative> collaborative,
      List<TokenizedRecipe> tokenized,
      Map<AlignmentRecipe, List<GeneratorRecall>> recalls,
      List<Information> information) {
    var rows = new ArrayList<Row>();
    var differences = new ArrayList<Difference>();
    recalls.forEach(
        (recipe, bySeed) -> {
          Row row = Row.of(recipe, TokenizedRecipe.ofRecipe(tokenized, recipe), bySeed);
          rows.add(row);
          if (recipe != AlignmentRecipe.NONE) {
            differences.add(Difference.of(row, rows.getFirst()));
          }
        });
    return new AlignmentReport(
        dataset,
        options.source().key(),
        options.weights(),
        collaborative,
        rows,
        differences,
        information);
  }

  /**
   * @param model such as {@code lightgcn}
   * @param masked on test, seen items masked
   */
  public record Collaborative(String model, Top masked) {}

  /**
   * The generator on one recipe's IDs; means over the seeds.
   *
   * @param recipe such as {@code full}
   * @param seeds how many generators
   * @param collisions share of items whose path, without the suffix, is another's too
   * @param error of the content vectors' reconstruction, relative to their variance
   * @param validation seen items masked, on validation
   * @param masked on test
   * @param unmasked on test
   * @param r10 masked R@10 on test, by seed
   */
  public record Row(
      String recipe,
      int seeds,
      double collisions,
      double error,
      Top validation,
      Top masked,
      Top unmasked,
      List<Double> r10) {

    private static Row of(
        AlignmentRecipe recipe, List<TokenizedRecipe> tokenized, List<GeneratorRecall> bySeed) {
      return new Row(
          recipe.key(),
          bySeed.size(),
          tokenized.stream().mapToDouble(t -> t.health().collisionRate()).average().orElse(0),
          tokenized.stream()
              .mapToDouble(t -> t.health().levels().getLast().error())
              .average()
              .orElse(0),
          mean(bySeed, GeneratorRecall::validation),
          mean(bySeed, GeneratorRecall::masked),
          mean(bySeed, GeneratorRecall::unmasked),
          bySeed.stream().map(recall -> recall.masked().r10()).toList());
    }

    private static Top mean(List<GeneratorRecall> bySeed, Function<GeneratorRecall, Top> side) {
      List<Top> tops = bySeed.stream().map(side).toList();
      return new Top(
          tops.stream().mapToDouble(Top::r5).average().orElse(0),
          tops.stream().mapToDouble(Top::n5).average().orElse(0),
          tops.stream().mapToDouble(Top::r10).average().orElse(0),
          tops.stream().mapToDouble(Top::n10).average().orElse(0));
    }
  }

  /**
   * A recipe's masked R@10 on test less that of the unaligned IDs, seed by seed.
   *
   * @param recipe which
   * @param r10 mean and Student's 95 % interval over the pairs
   * @param bySeed the pairs
   */
  public record Difference(String recipe, Interval r10, List<Double> bySeed) {

    private static Difference of(Row row, Row unaligned) {
      double[] bySeed =
          IntStream.range(0, row.seeds())
              .mapToDouble(s -> row.r10().get(s) - unaligned.r10().get(s))
              .toArray();
      return new Difference(
          row.recipe(), Interval.students(bySeed), Arrays.stream(bySeed).boxed().toList());
    }
  }

  /**
   * A lower bound on what an item's ID says about its collaborative vector.
   *
   * @param about whose collaborative vectors
   * @param vector what says it: {@code content}, or the recipe whose quantised vectors these are
   * @param nats log N − loss, on items that the critic never saw
   * @param blind the same, of a tokenizer whose alignment never saw these items' behaviour either;
   *     absent where it was not measured
   * @param among N
   * @param heldOut how many items it was measured on
   */
  public record Information(
      String about, String vector, double nats, Optional<Double> blind, int among, int heldOut) {}
}
