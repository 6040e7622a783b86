package io.adlib.serve.path;

import static io.adlib.serve.TestingMarket.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Catalogue;
import io.adlib.core.InputException;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.core.Slate;
import io.adlib.core.UserState;
import io.adlib.market.auction.SaleTerms;
import io.adlib.market.eligibility.Budgets;
import io.adlib.market.frequency.FrequencyCounts;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingRecall;
import io.adlib.serve.release.Release;
import io.adlib.serve.release.Valuer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A valuer grades every fourth ad 1, 2, 3 and 4 in turn, where there is a query. */
class RelevanceFloorTest {

  private static final int REQUESTS = 300;
  private static final Catalogue CATALOGUE = TestingMarket.catalogue();

  private static double grade(int ad) {
    return 1 + ad % 4;
  }

  private static Release release(boolean graded) {
    Release plain = TestingMarket.release("v1", CATALOGUE, new TestingRecall());
    Valuer valuer =
        (_, request, ads) ->
            Arrays.stream(ads)
                .mapToObj(
                    ad ->
                        new Valuer.Value(
                            .02 + .0005 * (ad * 37 % 60),
                            .05,
                            graded && request.query().isPresent()
                                ? OptionalDouble.of(grade(ad))
                                : OptionalDouble.empty()))
                .toList();
    return Release.of("v1", CATALOGUE, plain.ids(), plain.trie(), plain.recall(), valuer);
  }

  private static Decision decide(Release release, double floor, double uniform, Request asked) {
    var config =
        new PathConfig(32, 8, 32, 8, uniform, SaleTerms.DEFAULT.withoutReserve(), new Seed(11));
    return new DecisionEngine(config.withFloor(floor), System::nanoTime, _ -> 0, _ -> 0)
        .decide(
            SlateQuery.of(asked),
            release,
            UserState.unknown("u"),
            FrequencyCounts.NONE,
            Budgets.UNLIMITED);
  }

  private static Request search(int i) {
    return search(i, 2);
  }

  private static Request search(int i, int slots) {
    Request plain = request("r" + i, "u", true, slots);
    return new Request(
        plain.id(),
        plain.user(),
        plain.environment(),
        Optional.of("tent"),
        true,
        plain.time(),
        plain.deadline(),
        plain.slots());
  }

  private static Set<Double> grades(Decision decision) {
    return decision.positions().stream()
        .map(position -> grade(CATALOGUE.adIndex(position.ad())))
        .collect(Collectors.toSet());
  }

  @Test
  void aSearchShowsNothingBelowTheFloorNotEvenToExplore() {
    Release release = release(true);
    for (int i = 0; i < REQUESTS; i++) {
      Decision decision = decide(release, 3, .5, search(i));
      assertThat(decision.positions()).isNotEmpty();
      assertThat(grades(decision)).allMatch(grade -> grade >= 3);
      assertThat(decision.candidates().stream().map(Decision.Valued::grade))
          .as("what was left out can be explained")
          .contains(OptionalDouble.of(1));
    }
  }

  @Test
  void whatIsDrawnHasItsTruePropensityAmongTheCandidatesThatReachTheFloor() {
    Release release = release(true);
    int drawn = 0;
    for (int i = 0; i < REQUESTS; i++) {
      Decision decision = decide(release, 4, .5, search(i, 1));
      Slate.Position first = decision.positions().getFirst();
      long good = decision.candidates().stream().filter(v -> v.reaches(4)).count();
      if (first.sources().equals(List.of("exploration"))) {
        assertThat(first.propensity()).isEqualTo(.5 / good);
        drawn++;
      }
    }
    assertThat(drawn).as("about half, less those that drew the winner").isBetween(60, 160);
  }

  @Test
  void withoutAQueryOrAModelOrAFloorEverythingMayBeShown() {
    List<Decision> open =
        List.of(
            decide(release(true), 4, 0, request("r", "u", true, 3)),
            decide(release(false), 4, 0, search(1)),
            decide(release(true), 1, 0, search(1)));
    for (Decision decision : open) {
      assertThat(decision.outcome().winners().size() + decision.outcome().losers().size())
          .isEqualTo(decision.candidates().size());
    }
  }

  @Test
  void aFloorIsAGrade() {
    assertThatThrownBy(() -> PathConfig.DEFAULT.withFloor(4.5))
        .isInstanceOf(InputException.class)
        .hasMessage("a floor of relevance of 4.5");
  }
}
