package io.adlib.market.pacing.simulate;

import io.adlib.core.Campaign;
import io.adlib.core.Catalogue;
import io.adlib.core.Request;
import io.adlib.core.Seed;
import io.adlib.market.eligibility.Throttle;
import io.adlib.market.ledger.Balance;
import io.adlib.market.ledger.Ledger;
import io.adlib.market.pacing.Pacer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who sits out a request, under a policy. */
@FunctionalInterface
interface Gate {

  Throttle turn(Request request);

  static Gate of(PacingPolicy policy, Catalogue catalogue, Ledger ledger, Seed seed) {
    return switch (policy) {
      case NONE -> _ -> Throttle.NONE;
      case THROTTLE -> new Plain(catalogue, ledger);
      case LEARNED -> {
        var pacer = new Pacer(ledger::balance, catalogue, List.of(), seed);
        yield pacer::turn;
      }
    };
  }

  /**
   * On while what is committed is below the clock's share of the budget; looked at every minute.
   */
  final class Plain implements Gate {

    private final Catalogue catalogue;
    private final Ledger ledger;
    private final Map<String, Look> looks = new HashMap<>();

    private record Look(long minute, boolean open) {}

    Plain(Catalogue catalogue, Ledger ledger) {
      this.catalogue = catalogue;
      this.ledger = ledger;
    }

    @Override
    public Throttle turn(Request request) {
      long minute = request.time().getEpochSecond() / 60;
      return campaign -> {
        Look look = looks.get(campaign.id());
        if (look == null || look.minute != minute) {
          look = new Look(minute, isBehind(campaign, request.time()));
          looks.put(campaign.id(), look);
        }
        return look.open;
      };
    }

    private boolean isBehind(Campaign campaign, Instant now) {
      ZoneId zone =
          catalogue.advertisers().get(catalogue.advertiserIndex(campaign.advertiser())).timezone();
      double elapsed = now.atZone(zone).toLocalTime().toSecondOfDay() / 86_400.0;
      Balance balance = ledger.balance(campaign, now);
      double committed = balance.spent().plus(balance.held()).micros();
      return committed <= elapsed * balance.budget().micros();
    }
  }
}
