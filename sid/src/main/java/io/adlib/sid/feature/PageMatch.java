package io.adlib.sid.feature;

/** How near the ad is to the content of the page around it, by semantic ID and by words. */
final class PageMatch implements Feature {

  private final Slot shared;
  private final Slot words;
  private final Slot topic;
  private final AdTable table;

  PageMatch(Slots slots, AdTable table) {
    this.table = table;
    shared = slots.hashed("page.shared");
    words = slots.dense("page.words");
    topic = slots.hashed("page.topic");
  }

  @Override
  public Emitter at(RequestView request) {
    if (request.page < 0) {
      return (_, _) -> {};
    }
    int[] page = table.words_C[request.page];
    float inverse = RecentWords.inverseIdf(table, page);
    boolean[] onPage = new boolean[table.vocabulary.size()];
    for (int word : page) {
      onPage[word] = true;
    }
    return (ad, row) -> {
      row.add(shared.salt(), table.shared(table.item_A[ad], request.pageItem));
      row.add(topic.salt(), table.topic_C[request.page] == table.leaf_A[ad] ? 1 : 0);
      float sum = 0;
      for (int word : table.words_A[ad]) {
        sum += onPage[word] ? table.vocabulary.idf(word) : 0;
      }
      row.measure(words, sum * inverse);
    };
  }
}
