package io.adlib.market.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The demonstration of rtbcontrol (Zhang et al., WSDM 2016) on real bids of iPinYou: forty rounds
 * of a PID controller that steers bids to a cost per click of 40,000, which its README prints.
 * Bids, wins, costs and the controller's sums must come out digit for digit.
 */
class PidOracleTest {

  private static final Path DATA =
      Path.of(System.getProperty("adlib.root", "."), "..", "shared", "data", "ipinyou").normalize();
  private static final int ROUNDS = 40;
  private static final double REFERENCE = 40_000;

  private record Auction(int clicks, int price, double pCTR) {}

  private record Round(double eCPC, double phi, int clicks, double winRatio, long cost) {}

  private static List<Round> rounds;

  @BeforeAll
  static void replay() throws IOException {
    assumeTrue(Files.isDirectory(DATA), "the iPinYou extracts are not at " + DATA);
    double mean =
        read("c1458_train_click_price_pctr.tsv.gz").stream()
            .mapToDouble(Auction::pCTR)
            .average()
            .orElseThrow();
    rounds = replay(read("c1458_test_click_price_pctr.tsv.gz"), mean);
  }

  private static List<Auction> read(String name) throws IOException {
    List<Auction> auctions = new ArrayList<>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(DATA.resolve(name))),
                StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split("\t");
        auctions.add(
            new Auction(
                Integer.parseInt(cells[0]),
                Integer.parseInt(cells[1]),
                Double.parseDouble(cells[2])));
      }
    }
    return auctions;
  }

  private static List<Round> replay(List<Auction> auctions, double meanPCTR) {
    List<Round> rounds = new ArrayList<>();
    int each = auctions.size() / ROUNDS;
    double errors = 0;
    long cost = 0;
    int clicks = 0;
    int won = 0;
    for (int t = 0; t < ROUNDS; t++) {
      double phi = 0;
      if (t > 0) {
        double error = REFERENCE - rounds.get(t - 1).eCPC;
        errors += error;
        double fall = t > 1 ? rounds.get(t - 2).eCPC - rounds.get(t - 1).eCPC : 0;
        phi = Math.clamp(.0005 * error + .000001 * errors + .0001 * fall, -2, 5);
      }
      for (Auction auction : auctions.subList(t * each, (t + 1) * each)) {
        int base = (int) (auction.pCTR * 69 / meanPCTR);
        double bid = t == 0 ? 1000 : Math.max(5, base * Math.exp(phi));
        if (bid > auction.price) {
          won++;
          cost += auction.price;
          clicks += auction.clicks;
        }
      }
      double winRatio = won / (double) ((t + 1) * each);
      rounds.add(new Round(cost / (clicks + 1.0), phi, clicks, winRatio, cost));
    }
    return rounds;
  }

  @Test
  void theRoundsAreThoseThatWerePublished() {
    check(0, 54_062.0000, 0, 2, .0250 * 40, 162_186);
    assertThat(rounds.get(1).eCPC).isEqualTo(54_230.3333, within(5e-5));
    assertThat(rounds.get(1).phi).isEqualTo(-2);
    assertThat(rounds.get(2).eCPC).isEqualTo(40_755.2500, within(5e-5));
    assertThat(rounds.get(3).eCPC).isEqualTo(51_294.7500, within(5e-5));
    assertThat(rounds.get(3).phi).isEqualTo(.9408, within(5e-5));
    check(39, 40_259.4706, -.2685, 16, .1288, 684_411);
  }

  private static void check(
      int round, double eCPC, double phi, int clicks, double winRatio, long cost) {
    Round r = rounds.get(round);
    assertThat(r.eCPC).isEqualTo(eCPC, within(5e-5));
    assertThat(r.phi).isEqualTo(phi, within(5e-5));
    assertThat(r.clicks).isEqualTo(clicks);
    assertThat(r.winRatio).isEqualTo(winRatio, within(5e-5));
    assertThat(r.cost).isEqualTo(cost);
  }
}
