package io.adlib.market.simulate;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Ads to draw from, each with a weight; draws leave out what is already chosen.
 *
 * @param category the category they are all of, or −1 for all categories
 * @param ads numbers, rising
 * @param upTo for each ad the sum of the weights up to it
 * @param weight_A weight of every ad of the market, by number
 */
record WeightedAds(int category, int[] ads, double[] upTo, double[] weight_A) {

  static WeightedAds of(int category, List<Integer> numbers, double[] weight_A) {
    int[] ads = numbers.stream().mapToInt(Integer::intValue).toArray();
    double[] upTo = new double[ads.length];
    double sum = 0;
    for (int i = 0; i < ads.length; i++) {
      sum += weight_A[ads[i]];
      upTo[i] = sum;
    }
    return new WeightedAds(category, ads, upTo, weight_A);
  }

  int size() {
    return ads.length;
  }

  /** How many are not yet chosen; what is chosen must be allowed. */
  int left(Set<Integer> chosen, int[] category_A) {
    int left = ads.length;
    for (int ad : chosen) {
      left -= holds(ad, category_A) ? 1 : 0;
    }
    return left;
  }

  /** The weight of those not yet chosen. */
  double weightLeft(Set<Integer> chosen, int[] category_A) {
    double left = upTo[upTo.length - 1];
    for (int ad : chosen) {
      left -= holds(ad, category_A) ? weight_A[ad] : 0;
    }
    return left;
  }

  private boolean holds(int ad, int[] category_A) {
    return category < 0 || category_A[ad] == category;
  }

  /** Any with equal probability; at least one must be left. */
  int uniform(Set<Integer> chosen, RandomGenerator random) {
    while (true) {
      int ad = ads[random.nextInt(ads.length)];
      if (!chosen.contains(ad)) {
        return ad;
      }
    }
  }

  /** Any with probability in proportion to its weight; at least one must be left. */
  int popular(Set<Integer> chosen, RandomGenerator random) {
    while (true) {
      int place = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
      int ad = ads[Math.min(ads.length - 1, place < 0 ? -place - 1 : place + 1)];
      if (!chosen.contains(ad)) {
        return ad;
      }
    }
  }
}
