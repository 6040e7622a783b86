package io.adlib.llm.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Ad;
import io.adlib.core.Advertiser;
import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Content;
import io.adlib.core.Environment;
import io.adlib.core.Event;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Money;
import io.adlib.core.User;
import io.adlib.llm.market.Market;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.profile.UserHistory;
import io.adlib.llm.task.report.Measured;
import io.adlib.llm.task.rerank.Candidates;
import io.adlib.llm.task.userad.UserAd;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What each task is asked about, out of a small market. */
class JobsTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private static Market market() {
    return market(Instant.MAX);
  }

  private static Market market(Instant asOf) {
    var campaign =
        new Campaign(
            "camp-1",
            "adv-1",
            Campaign.Objective.CLICK,
            Money.parse("1", "EUR"),
            Money.parse("10", "EUR"),
            new Campaign.Flight(Instant.EPOCH, NOW.plusSeconds(9)),
            Campaign.Targeting.ALL,
            List.of(),
            Campaign.Pacing.ASAP);
    List<Ad> ads =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    new Ad(
                        "ad-" + i,
                        "camp-1",
                        i == 0 ? "Chef's knife" : "Thing number " + i,
                        "",
                        List.of(),
                        "",
                        Optional.empty(),
                        "",
                        "",
                        Instant.EPOCH))
            .toList();
    var catalogue =
        new Catalogue(
            List.of(new Advertiser("adv-1", "Kitchen House", ZoneOffset.UTC)),
            List.of(campaign),
            ads,
            List.of(new Content("art-1", "article", "Knives", "", List.of(), "")),
            new ExchangeRates(LocalDate.EPOCH, "EUR", Map.of()));
    return Market.of(
        catalogue,
        List.of(new User("maria@example.org", Map.of("first_name", "Maria", "country", "DE"))),
        Stream.of(
            event(0, Event.Kind.SEARCH, "knife for maria@example.org", ""),
            event(1, Event.Kind.IMPRESSION, "ad-3", "r1"),
            event(2, Event.Kind.IMPRESSION, "ad-0", "r1"),
            event(3, Event.Kind.CLICK, "ad-0", "r1")),
        asOf);
  }

  private static Event event(int n, Event.Kind kind, String subject, String request) {
    return new Event(
        "e" + n,
        NOW.minusSeconds(100 - n),
        "maria@example.org",
        kind,
        subject,
        request.isEmpty() ? Optional.empty() : Optional.of(request),
        request.isEmpty() ? OptionalInt.empty() : OptionalInt.of(n),
        OptionalDouble.empty(),
        Optional.empty(),
        new Environment("home", "mobile", "DE", ""));
  }

  @Test
  void everyJobHasInputsAndNoPromptHoldsAnIdOrAnIdentifier() {
    for (Job<?, ?> job : Jobs.all()) {
      List<String> prompts = prompts(job);
      assertThat(prompts).as(job.task().name()).isNotEmpty();
      assertThat(prompts)
          .as(job.task().name())
          .allSatisfy(
              prompt ->
                  assertThat(prompt)
                      .doesNotContainIgnoringCase("maria")
                      .doesNotContain("ad-0", "art-1", "example.org"));
    }
  }

  private static <I, A> List<String> prompts(Job<I, A> job) {
    return job.inputs().apply(market()).stream()
        .map(input -> Draft.of(job.task(), input, new Draft.Limits(3000, 0)).prompt())
        .map(prompt -> prompt.system() + prompt.user())
        .toList();
  }

  @Test
  void theAdShownIsJudgedByWhatWasKnownBefore() {
    var pair = (UserAd) Jobs.named("user-ad").inputs().apply(market()).getFirst();
    assertThat(pair.ad().item().title()).isEqualTo("Chef's knife");
    assertThat(pair.clicked()).contains(true);
    assertThat(pair.user().lines().toString()).contains("Thing number 3").doesNotContain("clicked");
  }

  @Test
  void candidatesAreTheLastSlateInItsOrderWithWhatItBrought() {
    var list = (Candidates) Jobs.named("rerank").inputs().apply(market()).getFirst();
    assertThat(list.items()).extracting("title").containsExactly("Thing number 3", "Chef's knife");
    assertThat(list.gains()).containsExactly(0.0, 1.0);
  }

  @Test
  void aProfileIsHeldAgainstTheNextAdAndThreeOthers() {
    Instant beforeTheClick = NOW.minusSeconds(98);
    var history =
        (UserHistory) Jobs.named("profile").inputs().apply(market(beforeTheClick)).getFirst();
    assertThat(history.asOf()).isEqualTo(beforeTheClick);
    assertThat(history.user().lines().toString())
        .contains("Thing number 3")
        .doesNotContain("Chef's knife");
    assertThat(history.next()).hasSize(4).doesNotHaveDuplicates();
    assertThat(history.next().getFirst().title()).isEqualTo("Chef's knife");
  }

  @Test
  void aProfileOfAllThatIsKnownIsDatedAfterItAndHeldAgainstNothing() {
    var history = (UserHistory) Jobs.named("profile").inputs().apply(market()).getFirst();
    assertThat(history.asOf()).isEqualTo(NOW.minusSeconds(97).plusMillis(1));
    assertThat(history.user().lines().toString()).contains("clicked the ad Chef's knife");
    assertThat(history.next()).isEmpty();
  }

  @Test
  void aReportHasTheCampaignsFigures() {
    var measured = (Measured) Jobs.named("report").inputs().apply(market()).getFirst();
    assertThat(measured.figures().toString())
        .contains("impressions", "value=2", "click-through rate", "50.00");
  }
}
