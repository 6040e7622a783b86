package io.adlib.app.lm;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Ad;
import io.adlib.core.Catalogue;
import io.adlib.core.Progress;
import io.adlib.core.Seed;
import io.adlib.learn.lm.grpo.RewardedPrompts;
import io.adlib.llm.market.Item;
import io.adlib.llm.market.UserDossier;
import io.adlib.llm.task.profile.UserHistory;
import io.adlib.market.demo.DemoMarket;
import io.adlib.market.demo.DemoScale;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A market in which everybody acts next on an ad of what was clicked last. */
class ProfileRewardTest {

  private static final Catalogue CATALOGUE =
      DemoMarket.generate(new Seed(5), DemoScale.TINY).catalogue();

  private final RandomGenerator random = new Seed(7).generator();

  private static String topic(Ad ad) {
    return ad.category().getLast();
  }

  private UserHistory history(int number) {
    List<Ad> ads = CATALOGUE.ads();
    Ad clicked = ads.get(random.nextInt(ads.size()));
    List<Ad> same = ads.stream().filter(ad -> topic(ad).equals(topic(clicked))).toList();
    var next = new ArrayList<Item>();
    next.add(Item.of(same.get(random.nextInt(same.size()))));
    while (next.size() < 4) {
      next.add(Item.of(ads.get(random.nextInt(ads.size()))));
    }
    String line = "2 hours ago: clicked the ad " + Item.of(clicked).line();
    Instant asOf = Instant.EPOCH.plusSeconds(3600L * number);
    return new UserHistory(new UserDossier("u" + number, List.of(), List.of(line)), asOf, next);
  }

  private List<UserHistory> histories(int from, int to) {
    var all = new ArrayList<UserHistory>();
    for (int i = from; i < to; i++) {
      all.add(history(i));
    }
    return all;
  }

  @Test
  void theRightInterestEarnsMoreThanAWrongOneAndWhatTheVerifierRefusesNothing() {
    var examples =
        new ProfileExamples(
            CATALOGUE, histories(0, 1500), List.of(), List.of(), histories(1500, 1600));
    NextAdRanker frozen = examples.ranker(new Seed(1), Progress.SILENT);
    RewardedPrompts rewarded = TaskRewards.profile(examples.held(), frozen);
    int better = 0;
    for (int i = 0; i < examples.held().size(); i++) {
      UserHistory history = examples.held().get(i);
      String right = history.user().lines().getFirst().replaceAll(".* > ", "").replace(")", "");
      Item other = history.next().getLast();
      String wrong = other.topic().replaceAll(".* > ", "");
      assertThat(rewarded.prompts().get(i).getFirst().content())
          .isEqualTo("profile\n1 clicked " + right);
      double earned = rewarded.reward().of(i, right + ": high 1");
      assertThat(earned).isBetween(0., 1.);
      better += earned > rewarded.reward().of(i, wrong + ": high 1") ? 1 : 0;
      better += wrong.equals(right) ? 1 : 0;
      assertThat(rewarded.reward().of(i, right + ": high 2")).as("invented evidence").isNegative();
      assertThat(rewarded.reward().of(i, right)).as("no form").isNegative();
      assertThat(rewarded.reward().of(i, "Marmots: high 1"))
          .as("what nobody knows tells nothing")
          .isCloseTo(.1 + .9 * .5, org.assertj.core.data.Offset.offset(1e-6));
    }
    assertThat(better).isGreaterThan(90);
  }

  @Test
  void nobodysHistoryTellsTheNextAd() {
    for (UserHistory history : histories(0, 50)) {
      var examples =
          new ProfileExamples(CATALOGUE, List.of(), List.of(history), List.of(), List.of());
      assertThat(examples.lines().getFirst().prompt().getFirst().content())
          .doesNotContain(history.next().getFirst().title());
    }
  }
}
