package io.adlib.infer.generator;

/** Sees the attention of a prompt as it is worked out. */
interface AttentionObserver {

  /** Sees nothing. */
  AttentionObserver NONE =
      new AttentionObserver() {
        @Override
        public void block() {}

        @Override
        public void weights(int position, float[] weights, int at) {}
      };

  /** The next block begins. */
  void block();

  /**
   * One head's weights of one position over all of the prompt's; they sum to 1.
   *
   * @param at where they begin
   */
  void weights(int position, float[] weights, int at);
}
