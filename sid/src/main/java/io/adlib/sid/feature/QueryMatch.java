package io.adlib.sid.feature;

/**
 * How much of the query stands in the ad's text, by inverse document frequency; and each word of
 * the query with the ad's category. Unknown words count for nothing.
 */
final class QueryMatch implements Feature {

  private final Slot overlap;
  private final Slot searching;
  private final Slot wordCategory;
  private final Slot topic;
  private final AdTable table;

  QueryMatch(Slots slots, AdTable table) {
    this.table = table;
    overlap = slots.dense("query.overlap");
    searching = slots.hashed("query.is");
    wordCategory = slots.hashed("query.word.category");
    topic = slots.hashed("query.topic");
  }

  @Override
  public Emitter at(RequestView request) {
    if (!request.searching) {
      return (_, row) -> row.add(searching.salt(), 0);
    }
    int[] query = request.queryWords;
    float inverse = RecentWords.inverseIdf(table, query);
    return (ad, row) -> {
      row.add(searching.salt(), 1);
      int about = request.queryTopic;
      row.add(topic.salt(), about == Topics.NONE ? 0 : about == table.leaf_A[ad] ? 1 : 2);
      float sum = 0;
      for (int word : query) {
        row.cross(wordCategory.salt(), table.vocabulary.hash(word), table.leaf_A[ad]);
        for (int own : table.words_A[ad]) {
          sum += own == word ? table.vocabulary.idf(word) : 0;
        }
      }
      row.measure(overlap, sum * inverse);
    };
  }
}
