package io.adlib.learn.ranker;

/** What is to be told of an impression. */
enum Label {
  /** Whether it was clicked. */
  CLICK {
    @Override
    boolean of(Impressions data, int impression) {
      return data.isClicked(impression);
    }
  },
  /** Whether it was clicked and then led to a conversion. */
  CONVERSION {
    @Override
    boolean of(Impressions data, int impression) {
      return data.isConverted(impression);
    }
  };

  abstract boolean of(Impressions data, int impression);
}
