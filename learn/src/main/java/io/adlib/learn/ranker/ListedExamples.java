package io.adlib.learn.ranker;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Some impressions that are in memory, as one window. */
final class ListedExamples implements Examples {

  private final Impressions data;
  private final int[] listed;
  private final int[] order;

  ListedExamples(Impressions data, int[] listed) {
    this.data = data;
    this.listed = listed;
    order = listed.clone();
  }

  @Override
  public long size() {
    return listed.length;
  }

  @Override
  public long count(Label label) {
    return Arrays.stream(listed).filter(i -> label.of(data, i)).count();
  }

  @Override
  public void inOrder(Visitor visitor) {
    visitor.window(data, listed);
  }

  @Override
  public void shuffled(RandomGenerator random, Visitor visitor) {
    Examples.shuffle(order, random);
    visitor.window(data, order);
  }
}
