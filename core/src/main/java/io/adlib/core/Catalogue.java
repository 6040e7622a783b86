package io.adlib.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * All that can be shown and all who pay, in memory and consistent: every reference resolves. Ads
 * and contents are numbered by their place in the lists, and share one space of ids, since both are
 * items with a semantic ID. Immutable and thread-safe.
 */
public final class Catalogue {

  private final List<Advertiser> advertisers;
  private final List<Campaign> campaigns;
  private final List<Ad> ads;
  private final List<Content> contents;
  private final ExchangeRates rates;
  private final Map<String, Integer> advertiserIndex;
  private final Map<String, Integer> campaignIndex;
  private final Map<String, Integer> adIndex;
  private final Map<String, Integer> contentIndex;
  private final int[] campaignOfAd;

  /**
   * @throws InputException if an id is given twice, or a campaign or ad names something unknown
   */
  public Catalogue(
      List<Advertiser> advertisers,
      List<Campaign> campaigns,
      List<Ad> ads,
      List<Content> contents,
      ExchangeRates rates) {
    this.advertisers = List.copyOf(advertisers);
    this.campaigns = List.copyOf(campaigns);
    this.ads = List.copyOf(ads);
    this.contents = List.copyOf(contents);
    this.rates = rates;
    advertiserIndex = index("advertiser", this.advertisers, Advertiser::id);
    campaignIndex = index("campaign", this.campaigns, Campaign::id);
    adIndex = index("ad", this.ads, Ad::id);
    contentIndex = index("content", this.contents, Content::id);
    for (Content content : this.contents) {
      if (adIndex.containsKey(content.id())) {
        throw new InputException(
            "an ad and a content both have the id '" + content.id() + "'",
            "ads and contents share one space of ids: put a prefix before one of them");
      }
    }
    for (Campaign campaign : this.campaigns) {
      resolve(advertiserIndex, campaign.advertiser(), "campaign " + campaign.id(), "advertiser");
    }
    campaignOfAd = new int[this.ads.size()];
    for (int i = 0; i < campaignOfAd.length; i++) {
      Ad ad = this.ads.get(i);
      campaignOfAd[i] = resolve(campaignIndex, ad.campaign(), "ad " + ad.id(), "campaign");
    }
  }

  /** The catalogue and further ads after its own. */
  private Catalogue(Catalogue before, List<Ad> more) {
    advertisers = before.advertisers;
    campaigns = before.campaigns;
    contents = before.contents;
    rates = before.rates;
    advertiserIndex = before.advertiserIndex;
    campaignIndex = before.campaignIndex;
    contentIndex = before.contentIndex;
    var all = new ArrayList<Ad>(before.ads.size() + more.size());
    all.addAll(before.ads);
    all.addAll(more);
    ads = List.copyOf(all);
    adIndex = new HashMap<>(before.adIndex);
    campaignOfAd = Arrays.copyOf(before.campaignOfAd, ads.size());
    for (int i = before.ads.size(); i < campaignOfAd.length; i++) {
      Ad ad = ads.get(i);
      if (contentIndex.containsKey(ad.id()) || adIndex.put(ad.id(), i) != null) {
        throw new InputException(
            "the id '" + ad.id() + "' is given twice", "give every ad and content its own id");
      }
      campaignOfAd[i] = resolve(campaignIndex, ad.campaign(), "ad " + ad.id(), "campaign");
    }
  }

  /**
   * The same catalogue with further ads, numbered on from its own, so that no number changes. Takes
   * time in proportion to all ads, but little of it.
   *
   * @throws InputException if an id is taken, or an ad names an unknown campaign
   */
  public Catalogue with(List<Ad> more) {
    return more.isEmpty() ? this : new Catalogue(this, more);
  }

  private static <T> Map<String, Integer> index(
      String kind, List<T> values, Function<T, String> id) {
    var index = new HashMap<String, Integer>(values.size() * 2);
    for (int i = 0; i < values.size(); i++) {
      if (index.put(id.apply(values.get(i)), i) != null) {
        throw new InputException(
            "two of kind " + kind + " have the id '" + id.apply(values.get(i)) + "'",
            "give every " + kind + " its own id");
      }
    }
    return index;
  }

  private static int resolve(Map<String, Integer> index, String id, String who, String kind) {
    Integer found = index.get(id);
    if (found == null) {
      throw new InputException(
          who + " names the " + kind + " '" + id + "', which is not in the catalogue",
          "import the " + kind + " too, or correct the id");
    }
    return found;
  }

  public List<Advertiser> advertisers() {
    return advertisers;
  }

  public List<Campaign> campaigns() {
    return campaigns;
  }

  public List<Ad> ads() {
    return ads;
  }

  public List<Content> contents() {
    return contents;
  }

  /** Rates between the currencies of the campaigns; its base is the market's currency. */
  public ExchangeRates rates() {
    return rates;
  }

  /** The advertiser's number, or −1 if there is none of that id. */
  public int advertiserIndex(String id) {
    return advertiserIndex.getOrDefault(id, -1);
  }

  /** The campaign's number, or −1 if there is none of that id. */
  public int campaignIndex(String id) {
    return campaignIndex.getOrDefault(id, -1);
  }

  /** The ad's number, or −1 if there is none of that id. */
  public int adIndex(String id) {
    return adIndex.getOrDefault(id, -1);
  }

  /** The content's number, or −1 if there is none of that id. */
  public int contentIndex(String id) {
    return contentIndex.getOrDefault(id, -1);
  }

  /** The number of the campaign that an ad, given by number, belongs to. */
  public int campaignOfAd(int ad) {
    return campaignOfAd[ad];
  }

  /** The campaign that an ad, given by number, belongs to. */
  public Campaign campaign(int ad) {
    return campaigns.get(campaignOfAd[ad]);
  }
}
