package io.adlib.learn.reproduce;

import io.adlib.core.CorruptException;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.evaluate.sequential.FullRanking;
import io.adlib.evaluate.sequential.Ranks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Ranks of test that are kept in a file, so that each model ranks it once: a line that says of
 * which weights they are, one of masked and one of unmasked ranks, −1 being too deep to tell.
 */
final class KeptRanking {

  private KeptRanking() {}

  /**
   * What the file holds, if it is of this; else what is ranked now, and kept.
   *
   * @param of all that the ranks depend on, a line
   * @throws CorruptException if the file is damaged
   */
  static FullRanking of(Path file, String of, Supplier<FullRanking> ranked) {
    if (Files.exists(file)) {
      List<String> lines = lines(file);
      if (!lines.isEmpty() && lines.getFirst().equals(of)) {
        return read(file, lines);
      }
    }
    FullRanking ranking = ranked.get();
    AtomicFiles.write(
        file, of + "\n" + text(ranking.masked()) + "\n" + text(ranking.unmasked()) + "\n");
    return ranking;
  }

  private static String text(Ranks ranks) {
    return Arrays.stream(ranks.rank_U())
        .mapToObj(rank -> rank == Ranks.DEEPEST ? "-1" : Integer.toString(rank))
        .collect(Collectors.joining(" "));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }

  private static FullRanking read(Path file, List<String> lines) {
    if (lines.size() != 3) {
      throw damaged(file);
    }
    var ranking = new FullRanking(ranks(file, lines.get(1)), ranks(file, lines.get(2)));
    if (ranking.masked().rank_U().length != ranking.unmasked().rank_U().length) {
      throw damaged(file);
    }
    return ranking;
  }

  private static Ranks ranks(Path file, String line) {
    try {
      return new Ranks(
          Arrays.stream(line.split(" "))
              .mapToInt(Integer::parseInt)
              .map(rank -> rank < 0 ? Ranks.DEEPEST : rank)
              .toArray());
    } catch (NumberFormatException e) {
      throw damaged(file);
    }
  }

  private static CorruptException damaged(Path file) {
    return new CorruptException(file + " is damaged", "remove it: the test is then ranked again");
  }
}
