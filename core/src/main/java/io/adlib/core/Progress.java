package io.adlib.core;

/**
 * Where long work says how far it is. The command line draws a bar; a test or a library user may
 * pass {@link #SILENT}. Implementations are thread-safe.
 */
public interface Progress {

  /** Says nothing. */
  Progress SILENT =
      (_, _) ->
          new Task() {
            @Override
            public void advance(long steps) {}

            @Override
            public void note(String text) {}

            @Override
            public void close() {}
          };

  /**
   * Begins a piece of work.
   *
   * @param name what people read, such as {@code "encode texts"}
   * @param total how many steps it has, or −1 when unknown
   */
  Task start(String name, long total);

  /** A piece of work under way; closing it ends it, done or not. */
  interface Task extends AutoCloseable {
    /** So many more steps are done. */
    void advance(long steps);

    /** A short text beside the bar, such as the current loss. */
    void note(String text);

    @Override
    void close();
  }
}
