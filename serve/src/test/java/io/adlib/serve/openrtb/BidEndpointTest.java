package io.adlib.serve.openrtb;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Money;
import io.adlib.serve.TestingMarket;
import io.adlib.serve.TestingServer;
import io.adlib.serve.TestingServer.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class BidEndpointTest {

  /** The specification's "simple banner" example (6.2.1), with a floor of 0.03. */
  static final String BANNER =
      """
      {
        "id": "80ce30c53c16e6ede735f123ef6e32361bfc7b22",
        "at": 1,
        "cur": ["USD"],
        "imp": [{"id": "1", "bidfloor": 0.03, "banner": {"h": 250, "w": 300, "pos": 0}}],
        "site": {
          "id": "102855",
          "cat": ["IAB3-1"],
          "domain": "www.foobar.com",
          "page": "http://www.foobar.com/1234.html ",
          "publisher": {
            "id": "8953", "name": "foobar.com", "cat": ["IAB3-1"], "domain": "foobar.com"
          }
        },
        "device": {
          "ua": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_6_8) AppleWebKit/537.13 Version/5.1.7",
          "ip": "123.145.167.10"
        },
        "user": {"id": "55816b39711f9b5acf3b90e313ed29e51665623f"}
      }
      """;

  /** The specification's native example (6.2.5), with the request of the native 1.2 document. */
  static final String NATIVE =
      """
      {
        "id": "80ce30c53c16e6ede735f123ef6e32361bfc7b22",
        "at": 1, "cur": ["USD"],
        "imp": [{"id": "1", "bidfloor": 0.03,
          "native": {"ver": "1.2", "request": "{\\"ver\\":\\"1.2\\",\\"context\\":1,\\"plcmttype\\":1,\\"assets\\":[{\\"id\\":1,\\"required\\":1,\\"title\\":{\\"len\\":9}},{\\"id\\":2,\\"required\\":1,\\"img\\":{\\"type\\":3,\\"wmin\\":300}},{\\"id\\":3,\\"required\\":0,\\"data\\":{\\"type\\":2,\\"len\\":90}},{\\"id\\":4,\\"required\\":0,\\"video\\":{}}]}"}}],
        "site": {"id": "102855", "domain": "www.foobar.com"},
        "device": {"devicetype": 4, "geo": {"country": "DEU"}},
        "user": {"id": "55816b39711f9b5acf3b90e313ed29e51665623f"}
      }
      """;

  @TempDir Path folder;
  private TestingServer server;

  @BeforeEach
  void start() {
    server = new TestingServer(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer bid(String request) {
    return server.post("/openrtb/2.6/bid", request);
  }

  private static JsonNode only(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.json().get("seatbid").size()).isEqualTo(1);
    return answer.json().get("seatbid").get(0).get("bid").get(0);
  }

  @Test
  void theSpecificationsBannerExampleGetsABid() {
    Answer answer = bid(BANNER);
    JsonNode bid = only(answer);
    assertThat(answer.json().get("id").asString())
        .isEqualTo("80ce30c53c16e6ede735f123ef6e32361bfc7b22");
    assertThat(answer.json().get("cur").asString()).isEqualTo("USD");
    assertThat(bid.get("impid").asString()).isEqualTo("1");
    assertThat(bid.get("w").asInt()).isEqualTo(300);
    assertThat(bid.get("price").asDouble()).isGreaterThanOrEqualTo(.03);
    assertThat(bid.get("adomain").get(0).asString()).matches("shop\\d+\\.example");
    assertThat(bid.get("adm").asString())
        .contains(
            "https://ads.example/v1/notice/click/80ce30c53c16e6ede735f123ef6e32361bfc7b22.1/");
    String billed = bid.get("burl").asString().replace("https://ads.example", "");
    assertThat(server.get(billed).status()).isEqualTo(204);
    assertThat(server.server.view().lastMinute().impressions()).isEqualTo(1);
  }

  @Test
  void theBidsPriceIsTheAdsValueInTheRequestsCurrency() {
    JsonNode usd = only(bid(BANNER));
    JsonNode eur = only(bid(BANNER.replace("\"USD\"", "\"CHF\", \"EUR\"").replace("80ce", "81ce")));
    var rates = TestingMarket.catalogue().rates();
    Money inEur = Money.parse(eur.get("price").asString(), "EUR");
    assertThat(Money.parse(usd.get("price").asString(), "USD"))
        .isEqualTo(rates.convert(inEur, "USD"));
  }

  @Test
  void aNativeAdIsMadeOfTheAssetsAskedFor() {
    JsonNode bid = only(bid(NATIVE));
    assertThat(bid.get("mtype").asInt()).isEqualTo(4);
    JsonNode ad = JsonMapper.builder().build().readTree(bid.get("adm").asString()).get("native");
    assertThat(ad.get("ver").asString()).isEqualTo("1.2");
    assertThat(ad.get("assets").size()).isEqualTo(3);
    assertThat(ad.get("assets").get(0).get("title").get("text").asString())
        .startsWith("Title")
        .hasSizeLessThanOrEqualTo(9);
    assertThat(ad.get("assets").get(1).get("img").get("url").asString())
        .startsWith("https://img.example/");
    assertThat(ad.get("link").get("url").asString()).contains("/v1/notice/click/");
    assertThat(server.recall.calls.getLast().request().environment().country()).isEqualTo("DE");
    assertThat(server.recall.calls.getLast().request().environment().device()).isEqualTo("mobile");
  }

  @Test
  void aRequiredAssetThatWeLackIsNoBid() {
    assertThat(
            bid(NATIVE.replace(
                    "\\\"id\\\":4,\\\"required\\\":0", "\\\"id\\\":4,\\\"required\\\":1"))
                .status())
        .isEqualTo(204);
  }

  @Test
  void invalidJsonIs400WithOneLine() {
    Answer answer = bid(BANNER.substring(0, 100));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("error").asString()).startsWith("the bid request is not valid");
    assertThat(bid("[]").status()).isEqualTo(400);
    assertThat(bid("null").status()).isEqualTo(400);
    assertThat(bid("{}").status()).isEqualTo(400);
  }

  @Test
  void noEligibleAdIs204() {
    assertThat(bid(BANNER.replace("0.03", "100000")).status()).isEqualTo(204);
    assertThat(bid(BANNER.replace("0.03", "1e999999999")).status()).isEqualTo(204);
    assertThat(bid(BANNER.replace("\"USD\"", "\"CHF\"")).status()).isEqualTo(204);
    assertThat(bid(BANNER.replace("\"at\": 1", "\"wseat\": [\"other\"]")).status()).isEqualTo(204);
    assertThat(bid(BANNER.replace("\"banner\"", "\"video\"")).status()).isEqualTo(204);
    String all =
        java.util.stream.IntStream.range(0, TestingMarket.CAMPAIGNS)
            .mapToObj(c -> "\"shop" + c + ".example\"")
            .collect(java.util.stream.Collectors.joining(","));
    assertThat(bid(BANNER.replace("\"at\": 1", "\"badv\": [" + all + "]")).status()).isEqualTo(204);
  }

  @Test
  void reasonsAreNamedWhereTheSpecificationHasThem() {
    assertThat(bid(BANNER.replace("\"at\": 1", "\"tmax\": 5")).json().get("nbr").asInt())
        .isEqualTo(15);
    assertThat(bid("{\"id\": \"1\", \"imp\": []}").json().get("nbr").asInt()).isEqualTo(2);
    assertThat(bid("{\"id\": \"1\", \"imp\": [{\"banner\": {}}]}").json().get("nbr").asInt())
        .isEqualTo(2);
  }

  @Test
  void blockedCategoriesAndAdvertisersAreNeverGenerated() {
    only(
        bid(
            BANNER.replace(
                "\"at\": 1", "\"bcat\": [\"cat0\", null], \"badv\": [\"SHOP1.example\"]")));
    int desktop = TestingMarket.CAMPAIGNS - 3;
    assertThat(server.recall.calls.getLast().legal())
        .as("without campaigns 0, 1, mobile-only 3 and over 5; 4 caps, which needs no consent here")
        .isEqualTo((desktop - 1) * TestingMarket.ADS_EACH);
  }

  @Test
  void severalImpressionsShowSeveralAdvertisers() {
    Answer answer =
        bid(
            BANNER.replace(
                "\"imp\": [",
                "\"imp\": [{\"id\": \"2\", \"banner\": {\"format\": [{\"w\": 1, \"h\": 2}]}}, "));
    JsonNode bids = answer.json().get("seatbid").get(0).get("bid");
    assertThat(bids.size()).isEqualTo(2);
    assertThat(bids.get(0).get("adomain")).isNotEqualTo(bids.get(1).get("adomain"));
    assertThat(bids.get(0).get("h").asInt()).isEqualTo(2);
  }

  @Test
  void aTestRequestIsAnsweredAndHoldsNoMoney() {
    int commits = server.store.commits.get();
    only(bid(BANNER.replace("\"at\": 1", "\"test\": 1")));
    assertThat(server.store.commits.get()).isEqualTo(commits);
  }

  @Test
  void personalDataIsUsedOnlyWhereItMayBe() {
    // a whole core that grants all purposes, made of the specification's example that grants none
    String granted = "CPXxRfAPXxRfAAfKABENB-CgAP____AAAAYgAAAAAAAA";
    assertThat(userOf("\"regs\": {\"gdpr\": 0}")).isNotEmpty();
    assertThat(userOf("\"regs\": {\"gdpr\": 1}")).isEmpty();
    assertThat(userOf("\"regs\": {\"coppa\": 1}")).isEmpty();
    assertThat(userOf("\"regs\": {\"us_privacy\": \"1YYN\"}")).isEmpty();
    assertThat(userOf("\"regs\": {\"us_privacy\": \"1YNN\"}")).isNotEmpty();
    assertThat(
            userOf(
                "\"regs\": {\"gdpr\": 1}, \"user\": {\"id\": \"u\", \"consent\": \""
                    + granted
                    + "\"}"))
        .isEqualTo("u");
    only(bid(BANNER.replace("\"ip\"", "\"lmt\": 1, \"ip\"").replace("80ce", "lmt")));
    assertThat(server.recall.calls.getLast().request().user()).isEmpty();
  }

  @Test
  void consentStringsAreFoundWhereOlderExchangesPutThem() {
    assertThat(userOf("\"regs\": {\"ext\": {\"gdpr\": 1}}")).isEmpty();
    assertThat(userOf("\"regs\": {\"ext\": {\"us_privacy\": \"1YYN\"}}")).isEmpty();
    assertThat(
            userOf("\"regs\": {\"gpp\": \"DBABMA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA\"}"))
        .isEmpty();
    assertThat(userOf("\"regs\": {\"gpp\": \"DBABMA~junk\", \"gpp_sid\": [2]}")).isEmpty();
    assertThat(userOf("\"regs\": {\"gpp\": \"DBABMA~junk\", \"gpp_sid\": [-1]}")).isNotEmpty();
    assertThat(
            userOf(
                "\"regs\": {\"ext\": {\"gdpr\": 1}}, \"user\": {\"id\": \"u\", \"ext\":"
                    + " {\"consent\": \"CPXxRfAPXxRfAAfKABENB-CgAP____AAAAYgAAAAAAAA\"}}"))
        .isEqualTo("u");
  }

  @Test
  void whereTheWinnerPaysItsBidWeBidWhatTheCampaignPays() {
    Money first = Money.parse(only(bid(BANNER)).get("price").asString(), "USD");
    Money second =
        Money.parse(
            only(bid(BANNER.replace("\"at\": 1", "\"at\": 2").replace("80ce", "at2")))
                .get("price")
                .asString(),
            "USD");
    assertThat(first).isLessThan(second);
    assertThat(first.compareTo(Money.parse("0.03", "USD"))).as("not below the floor").isPositive();
    Money unsaid =
        Money.parse(
            only(bid(BANNER.replace("\"at\": 1,", "").replace("80ce", "at0")))
                .get("price")
                .asString(),
            "USD");
    assertThat(unsaid).isEqualTo(second);
  }

  @Test
  void aLossFreesTheMoneyAndAWinWaitsToBeBilled() {
    JsonNode bid = only(bid(BANNER));
    String request = bid.get("id").asString();
    String ad = bid.get("adid").asString();
    var state = server.server.service().state();
    var campaign =
        TestingMarket.catalogue()
            .campaigns()
            .get(TestingMarket.catalogue().campaignIndex(bid.get("cid").asString()));
    assertThat(bid.get("nurl").asString()).endsWith("?price=${AUCTION_PRICE}");
    assertThat(bid.get("lurl").asString()).endsWith("?reason=${AUCTION_LOSS}");
    String lost =
        bid.get("lurl")
            .asString()
            .replace("https://ads.example", "")
            .replace("${AUCTION_LOSS}", "102");
    String won =
        bid.get("nurl")
            .asString()
            .replace("https://ads.example", "")
            .replace("${AUCTION_PRICE}", "1.2");
    assertThat(server.get(won).status()).isEqualTo(204);
    assertThat(state.ledger().balance(campaign, server.clock.instant()).held().isPositive())
        .isTrue();
    assertThat(server.get(lost).status()).isEqualTo(204);
    assertThat(server.get(lost).status()).isEqualTo(204);
    assertThat(state.ledger().balance(campaign, server.clock.instant()).held().isPositive())
        .isFalse();
    assertThat(server.get("/v1/notice/loss/" + request + "/other").status()).isEqualTo(400);
    assertThat(server.get("/v1/notice/loss/nosuch/" + ad).status()).isEqualTo(400);
    assertThat(server.get("/metrics").body())
        .contains("adlib_notices_total{kind=\"loss\",reason=\"102\"} 1.0")
        .contains("adlib_notices_total{kind=\"loss\",reason=\"late\"} 1.0")
        .contains("adlib_notices_total{kind=\"win\",reason=\"\"} 1.0");
    // its billing notice comes too late to be charged
    server.get("/v1/notice/impression/" + request + "/" + ad);
    assertThat(state.ledger().balance(campaign, server.clock.instant()).spent().isPositive())
        .isFalse();
  }

  private int asked;

  private String userOf(String more) {
    String body =
        more.contains("\"user\"") ? BANNER.replaceFirst("\"user\": \\{[^}]*}", "\"x\": 1") : BANNER;
    only(bid(body.replace("\"at\": 1", more).replace("80ce", asked++ + "ce")));
    return server.recall.calls.getLast().request().user();
  }
}
