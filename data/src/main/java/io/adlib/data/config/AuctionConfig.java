package io.adlib.data.config;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How places are sold.
 *
 * @param pricing {@code gsp}, {@code vcg} or {@code first_price}
 * @param shading whether a first price shades bids on the buyers' behalf
 * @param qualityExponent x in rank = eCPM · pCTR^x
 * @param reserve least eCPM, a decimal in the market's currency
 * @param perAdvertiser most ads of one advertiser in a slate
 * @param perCategory most ads of one category in a slate; 0 for no limit
 * @param categoryDepth names of a category path that make a category there
 * @param iab IAB content category by the catalogue's name of a category
 * @param beside ad categories, joined by commas, that are not shown beside content of a tag, or a
 *     page of an IAB category; {@code all} for every ad
 */
public record AuctionConfig(
    String pricing,
    boolean shading,
    double qualityExponent,
    String reserve,
    int perAdvertiser,
    int perCategory,
    int categoryDepth,
    SortedMap<String, String> iab,
    SortedMap<String, String> beside) {

  public AuctionConfig {
    iab = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(iab));
    beside = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(beside));
  }

  static AuctionConfig of(Section s) {
    return new AuctionConfig(
        s.oneOf(
            "pricing",
            "gsp",
            List.of("gsp", "vcg", "first_price"),
            "What winners pay: generalised second price, the externality, or what they offer"),
        s.flag("shading", true, "Whether first_price offers less than the bid where that pays"),
        s.number("quality_exponent", 0, 0, 4, "x in rank = eCPM · pCTR^x; 0 ranks by money alone"),
        s.text("reserve", "0.01", "Least eCPM of a shown ad, in the market's currency"),
        s.integer("per_advertiser", 1, 1, 100, "Most ads of one advertiser in a slate"),
        s.integer("per_category", 0, 0, 100, "Most ads of one category in a slate; 0 for no limit"),
        s.integer("category_depth", 1, 1, 8, "Names of a category path that make a category there"),
        s.names(
            "iab",
            new TreeMap<>(),
            "IAB content categories by the catalogue's names, such as Gambling: IAB9-7, for"
                + " publishers' blocks; a name that is itself such a code needs no line"),
        s.names(
            "beside",
            new TreeMap<>(),
            "Brand safety: ad categories not shown beside content of a tag or a page of an IAB"
                + " category, such as accident: Cars, Travel or IAB25: all"));
  }
}
