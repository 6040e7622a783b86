package io.adlib.market.demo;

import java.util.List;

/**
 * The words of one category.
 *
 * @param path coarse to fine
 * @param priceLow in euros
 * @param priceHigh in euros
 * @param next numbers of the categories that interest goes to afterwards, likeliest first
 * @param types what is sold, in the singular where there is one
 */
record CategoryWords(
    List<String> path,
    double priceLow,
    double priceHigh,
    List<Integer> next,
    List<String> types,
    List<String> traits,
    List<String> features,
    List<String> uses) {

  String department() {
    return path.getFirst();
  }

  String name() {
    return path.getLast();
  }
}
