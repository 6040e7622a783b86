package io.adlib.app.fusion;

import io.adlib.core.Event;
import io.adlib.data.workspace.DiskFailure;
import io.adlib.sid.SemanticIds;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What users took, each a sequence of items by their numbers in the semantic IDs, in a file that is
 * read from its beginning as often as need be: memory holds one user's at a time. Scratch of one
 * run: each sequence is its length and its items, as big-endian ints.
 *
 * @param count how many there are
 */
record TakenSequences(Path file, int count) implements Iterable<int[]> {

  /** Whether an event says what a user is interested in. */
  static boolean isTaken(Event.Kind kind) {
    return switch (kind) {
      case CONTENT, CLICK, CART, CONVERSION -> true;
      case SEARCH, IMPRESSION -> false;
    };
  }

  /** Writes them one after the other. Not thread-safe. */
  static final class Writer implements AutoCloseable {

    private final Path file;
    private final SemanticIds ids;
    private final DataOutputStream out;
    private int count;

    Writer(Path file, SemanticIds ids) {
      this.file = file;
      this.ids = ids;
      try {
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
      } catch (IOException e) {
        throw DiskFailure.of("writing", file, e);
      }
    }

    /** One user's events, oldest first; those that say nothing of interest are passed over. */
    void add(List<Event> events) {
      int[] taken =
          events.stream()
              .filter(event -> isTaken(event.kind()))
              .mapToInt(event -> ids.indexOf(event.subject()))
              .filter(item -> item >= 0)
              .toArray();
      if (taken.length < 2) {
        return;
      }
      try {
        out.writeInt(taken.length);
        for (int item : taken) {
          out.writeInt(item);
        }
      } catch (IOException e) {
        throw DiskFailure.of("writing", file, e);
      }
      count++;
    }

    /** All that were added; nothing more can be. */
    TakenSequences end() {
      close();
      return new TakenSequences(file, count);
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw DiskFailure.of("writing", file, e);
      }
    }
  }

  @Override
  public Iterator<int[]> iterator() {
    try {
      var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
      return new Iterator<>() {
        private int read;

        @Override
        public boolean hasNext() {
          return read < count;
        }

        @Override
        public int[] next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          try {
            int[] sequence = new int[in.readInt()];
            for (int i = 0; i < sequence.length; i++) {
              sequence[i] = in.readInt();
            }
            if (++read == count) {
              in.close();
            }
            return sequence;
          } catch (IOException e) {
            throw DiskFailure.of("reading", file, e);
          }
        }
      };
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
  }
}
