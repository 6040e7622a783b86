package io.adlib.market.demo;

/**
 * What an ad is, as the truth sees it; one entry an ad.
 *
 * @param category_A number of the category
 * @param type_A number of the type in its category
 * @param style_A number of the style
 * @param tier_A price tier: 0 budget, 1 middle, 2 premium
 * @param brand_A number of the brand
 * @param quality_A appeal of the creative, in logits
 * @param offer_A appeal of the offer once clicked, in logits
 * @param brandVectors for each brand, its place among {@link People#BRAND_DIMENSIONS} tastes
 */
record AdTraits(
    int[] category_A,
    int[] type_A,
    int[] style_A,
    int[] tier_A,
    int[] brand_A,
    double[] quality_A,
    double[] offer_A,
    double[][] brandVectors) {

  static AdTraits of(int ads, int brands) {
    return new AdTraits(
        new int[ads],
        new int[ads],
        new int[ads],
        new int[ads],
        new int[ads],
        new double[ads],
        new double[ads],
        new double[brands][People.BRAND_DIMENSIONS]);
  }
}
