package io.adlib.market.eligibility;

import io.adlib.core.Ad;
import io.adlib.core.Campaign;
import io.adlib.core.Campaign.FrequencyCap;
import io.adlib.core.Catalogue;
import io.adlib.core.Environment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.roaringbitmap.FastAggregation;
import org.roaringbitmap.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * A catalogue compiled into bitmaps, so that a request's legal ads come from a few intersections.
 *
 * <p>Targeting: an empty set allows all; a value the request does not give meets no campaign that
 * targets. Consent: without it no history of the user is read, so a frequency cap cannot be
 * checked, and campaigns that have one are left out rather than shown too often; all others are
 * served by context alone.
 *
 * <p>Immutable but for a cache of flights; thread-safe.
 */
public final class Eligibility {

  private final Catalogue catalogue;
  private final TargetingIndex placements;
  private final TargetingIndex devices;
  private final TargetingIndex countries;
  private final FlightIndex flights;
  private final RoaringBitmap capped;
  private final List<RoaringBitmap> adsOfCampaign;
  private final Map<String, RoaringBitmap> campaignsOfAdvertiser;
  private final Map<String, RoaringBitmap> adsOfCategory;
  private final RoaringBitmap withdrawn;

  private Eligibility(Catalogue catalogue) {
    this.catalogue = catalogue;
    List<Campaign> campaigns = catalogue.campaigns();
    placements = new TargetingIndex(campaigns, c -> c.targeting().placements());
    devices = new TargetingIndex(campaigns, c -> c.targeting().devices());
    countries = new TargetingIndex(campaigns, c -> c.targeting().countries());
    flights = new FlightIndex(campaigns);
    capped = new RoaringBitmap();
    adsOfCampaign = new ArrayList<>();
    campaignsOfAdvertiser = new HashMap<>();
    adsOfCategory = new HashMap<>();
    withdrawn = new RoaringBitmap();
    for (int c = 0; c < campaigns.size(); c++) {
      adsOfCampaign.add(new RoaringBitmap());
      campaignsOfAdvertiser
          .computeIfAbsent(campaigns.get(c).advertiser(), _ -> new RoaringBitmap())
          .add(c);
      if (!campaigns.get(c).frequencyCaps().isEmpty()) {
        capped.add(c);
      }
    }
    for (int ad = 0; ad < catalogue.ads().size(); ad++) {
      adsOfCampaign.get(catalogue.campaignOfAd(ad)).add(ad);
      for (String name : categories(catalogue.ads().get(ad))) {
        adsOfCategory.computeIfAbsent(name, _ -> new RoaringBitmap()).add(ad);
      }
    }
  }

  /** The same campaigns, other ads: bitmaps that do not change are shared. */
  private Eligibility(Eligibility before, Catalogue grown, RoaringBitmap withdrawn) {
    catalogue = grown;
    placements = before.placements;
    devices = before.devices;
    countries = before.countries;
    flights = before.flights;
    capped = before.capped;
    campaignsOfAdvertiser = before.campaignsOfAdvertiser;
    adsOfCampaign = new ArrayList<>(before.adsOfCampaign);
    adsOfCategory = new HashMap<>(before.adsOfCategory);
    this.withdrawn = withdrawn.clone();
    RoaringBitmap changed = RoaringBitmap.xor(before.withdrawn, withdrawn);
    changed.add((long) before.catalogue.ads().size(), grown.ads().size());
    Map<Integer, RoaringBitmap> campaigns = new HashMap<>();
    Map<String, RoaringBitmap> categories = new HashMap<>();
    changed.forEach(
        (IntConsumer)
            ad -> {
              int c = grown.campaignOfAd(ad);
              put(campaigns.computeIfAbsent(c, _ -> adsOfCampaign.get(c).clone()), ad);
              for (String name : categories(grown.ads().get(ad))) {
                RoaringBitmap old = adsOfCategory.getOrDefault(name, new RoaringBitmap());
                put(categories.computeIfAbsent(name, _ -> old.clone()), ad);
              }
            });
    campaigns.forEach(adsOfCampaign::set);
    adsOfCategory.putAll(categories);
  }

  private void put(RoaringBitmap ads, int ad) {
    if (withdrawn.contains(ad)) {
      ads.remove(ad);
    } else {
      ads.add(ad);
    }
  }

  /**
   * The same campaigns with further ads, and some ads withdrawn, in time that grows with what
   * changed and the number of campaigns and categories.
   *
   * @param grown the catalogue with ads added at its end
   * @param withdrawn numbers of all ads that are not to be shown any more
   */
  public Eligibility with(Catalogue grown, RoaringBitmap withdrawn) {
    return new Eligibility(this, grown, withdrawn);
  }

  /** All that an ad can be blocked by. */
  private static Set<String> categories(Ad ad) {
    Set<String> names = new HashSet<>(ad.category());
    ad.category().forEach(name -> BrandSafety.parent(name).ifPresent(names::add));
    names.add(BrandSafety.ALL);
    return names;
  }

  /** Compiles a catalogue. */
  public static Eligibility of(Catalogue catalogue) {
    return new Eligibility(catalogue);
  }

  /** The ads, by number in the catalogue, that may be shown; a fresh bitmap. */
  public RoaringBitmap eligible(EligibilityQuery query) {
    RoaringBitmap ads =
        FastAggregation.naive_or(campaigns(query).stream().mapToObj(adsOfCampaign::get).iterator());
    for (String category : query.blocks().categories()) {
      RoaringBitmap blocked = adsOfCategory.get(category);
      if (blocked != null) {
        ads.andNot(blocked);
      }
    }
    return ads;
  }

  /** All ads of an advertiser, by number, the withdrawn too; a fresh bitmap. */
  public RoaringBitmap adsOf(String advertiser) {
    RoaringBitmap campaigns = campaignsOfAdvertiser.getOrDefault(advertiser, new RoaringBitmap());
    return FastAggregation.naive_or(campaigns.stream().mapToObj(adsOfCampaign::get).iterator());
  }

  /** The ads, by number, in whose category path a name stands; do not change it. */
  public RoaringBitmap adsUnder(String category) {
    return adsOfCategory.getOrDefault(category, new RoaringBitmap());
  }

  /** The campaigns, by number, whose ads may be shown but for blocked categories. */
  private RoaringBitmap campaigns(EligibilityQuery query) {
    Environment where = query.request().environment();
    Instant now = query.request().time();
    RoaringBitmap open =
        RoaringBitmap.and(placements.allowing(where.placement()), devices.allowing(where.device()));
    open.and(countries.allowing(where.country()));
    open.and(flights.at(now));
    for (String advertiser : query.blocks().advertisers()) {
      RoaringBitmap blocked = campaignsOfAdvertiser.get(advertiser);
      if (blocked != null) {
        open.andNot(blocked);
      }
    }
    if (!query.request().consent()) {
      open.andNot(capped);
    }
    var able = new RoaringBitmap();
    open.forEach(
        (IntConsumer)
            c -> {
              if (!capReached(c, query) && takesPart(c, query) && canSpend(c, query)) {
                able.add(c);
              }
            });
    return able;
  }

  private boolean capReached(int campaign, EligibilityQuery query) {
    if (!capped.contains(campaign)) {
      return false;
    }
    for (FrequencyCap cap : catalogue.campaigns().get(campaign).frequencyCaps()) {
      if (query.counts().impressions(campaign, cap, query.request().time()) >= cap.impressions()) {
        return true;
      }
    }
    return false;
  }

  private boolean takesPart(int campaign, EligibilityQuery query) {
    return query.throttle().admits(catalogue.campaigns().get(campaign));
  }

  private boolean canSpend(int campaign, EligibilityQuery query) {
    return query.budgets().canSpend(catalogue.campaigns().get(campaign), query.request().time());
  }

  /** Why an ad may not be shown: every reason that holds, none when it is eligible. */
  public List<Ineligible> why(int ad, EligibilityQuery query) {
    List<Ineligible> reasons = new ArrayList<>(whyCampaign(catalogue.campaignOfAd(ad), query));
    Ad one = catalogue.ads().get(ad);
    if (!Collections.disjoint(categories(one), query.blocks().categories())) {
      reasons.add(Ineligible.BLOCKED_CATEGORY);
    }
    note(reasons, Ineligible.WITHDRAWN, withdrawn.contains(ad));
    return reasons;
  }

  /**
   * For each reason, how many ads it keeps out; an ad may have several, a withdrawn one that alone.
   */
  public Map<Ineligible, Integer> census(EligibilityQuery query) {
    var census = new EnumMap<Ineligible, Integer>(Ineligible.class);
    for (int c = 0; c < adsOfCampaign.size(); c++) {
      int ads = adsOfCampaign.get(c).getCardinality();
      if (ads > 0) {
        whyCampaign(c, query).forEach(reason -> census.merge(reason, ads, Integer::sum));
      }
    }
    var blocked = new RoaringBitmap();
    for (String category : query.blocks().categories()) {
      Optional.ofNullable(adsOfCategory.get(category)).ifPresent(blocked::or);
    }
    if (!blocked.isEmpty()) {
      census.put(Ineligible.BLOCKED_CATEGORY, blocked.getCardinality());
    }
    if (!withdrawn.isEmpty()) {
      census.put(Ineligible.WITHDRAWN, withdrawn.getCardinality());
    }
    return census;
  }

  private List<Ineligible> whyCampaign(int c, EligibilityQuery query) {
    var reasons = new ArrayList<Ineligible>();
    Campaign campaign = catalogue.campaigns().get(c);
    Environment where = query.request().environment();
    Instant now = query.request().time();
    note(reasons, Ineligible.PLACEMENT, !placements.allowing(where.placement()).contains(c));
    note(reasons, Ineligible.DEVICE, !devices.allowing(where.device()).contains(c));
    note(reasons, Ineligible.COUNTRY, !countries.allowing(where.country()).contains(c));
    note(reasons, Ineligible.NOT_STARTED, now.isBefore(campaign.flight().start()));
    note(reasons, Ineligible.ENDED, !now.isBefore(campaign.flight().end()));
    note(reasons, Ineligible.BUDGET, !canSpend(c, query));
    note(reasons, Ineligible.PACED, !takesPart(c, query));
    boolean consent = query.request().consent();
    note(reasons, Ineligible.FREQUENCY_CAP, consent && capReached(c, query));
    note(reasons, Ineligible.NO_CONSENT, !consent && capped.contains(c));
    boolean refused = query.blocks().advertisers().contains(campaign.advertiser());
    note(reasons, Ineligible.BLOCKED_ADVERTISER, refused);
    return reasons;
  }

  private static void note(List<Ineligible> reasons, Ineligible reason, boolean holds) {
    if (holds) {
      reasons.add(reason);
    }
  }
}
