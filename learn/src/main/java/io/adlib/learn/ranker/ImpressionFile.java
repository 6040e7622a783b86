package io.adlib.learn.ranker;

import io.adlib.data.workspace.DiskFailure;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Impressions in a scratch file, in blocks of a few thousand. Shuffled, the blocks are read in an
 * order drawn anew each time, some dozens of them into memory at once, and what is in memory is
 * shuffled: so an example stands anywhere in the epoch, the file is read a block at a time, and
 * memory does not grow with the log but for eight bytes a block. A file of one window is shuffled
 * whole. The file has no name once it is open (where the system allows that), so a process that is
 * killed leaves nothing of it. Not thread-safe.
 */
final class ImpressionFile implements Examples, AutoCloseable {

  /** How much is read and held at once. */
  record Sizes(int block, int window) {
    /** A quarter of a million impressions in memory. */
    static final Sizes USUAL = new Sizes(4096, 64);
  }

  private final Path file;
  private final FileChannel channel;
  private final Sizes sizes;
  private final int denseCount;
  private final long[] starts;
  private final int last;
  private final long clicked;
  private final long converted;

  private ImpressionFile(Writer written) {
    file = written.file;
    channel = written.channel;
    sizes = written.sizes;
    denseCount = written.denseCount;
    starts = Arrays.copyOf(written.starts, written.blocks + 1);
    last = written.inBlock;
    clicked = written.clicked;
    converted = written.converted;
  }

  private int blocks() {
    return starts.length - 1;
  }

  @Override
  public long size() {
    return blocks() == 0 ? 0 : (blocks() - 1L) * sizes.block + last;
  }

  @Override
  public long count(Label label) {
    return switch (label) {
      case CLICK -> clicked;
      case CONVERSION -> converted;
    };
  }

  @Override
  public void inOrder(Visitor visitor) {
    Impressions window = windowOf(1);
    for (int block = 0; block < blocks(); block++) {
      window.clear();
      read(block, window);
      visitor.window(window, IntStream.range(0, window.size()).toArray());
    }
  }

  @Override
  public void shuffled(RandomGenerator random, Visitor visitor) {
    int[] blocks = IntStream.range(0, blocks()).toArray();
    Examples.shuffle(blocks, random);
    Impressions window = windowOf(Math.min(blocks.length, sizes.window));
    for (int from = 0; from < blocks.length; from += sizes.window) {
      window.clear();
      for (int b = from; b < Math.min(blocks.length, from + sizes.window); b++) {
        read(blocks[b], window);
      }
      int[] order = IntStream.range(0, window.size()).toArray();
      Examples.shuffle(order, random);
      visitor.window(window, order);
    }
  }

  /** With room for so many blocks, of whichever there are. */
  private Impressions windowOf(int count) {
    long largest = 0;
    for (int block = 0; block < blocks(); block++) {
      largest = Math.max(largest, starts[block + 1] - starts[block]);
    }
    return new Impressions(
        denseCount, count * sizes.block, Math.toIntExact(count * largest / Integer.BYTES));
  }

  /** Adds a block to the window. */
  private void read(int block, Impressions window) {
    var bytes = ByteBuffer.allocate(Math.toIntExact(starts[block + 1] - starts[block]));
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, starts[block] + bytes.position()) < 0) {
          throw new EOFException("it was cut short");
        }
      }
    } catch (IOException e) {
      throw DiskFailure.of("reading", file, e);
    }
    bytes.flip();
    while (bytes.hasRemaining()) {
      window.read(bytes);
    }
  }

  /** Gives its space back. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw DiskFailure.of("closing", file, e);
    }
  }

  /** Writes one. Not thread-safe. */
  static final class Writer implements AutoCloseable {

    private static final int BUFFER = 1 << 18;
    private final Path file;
    private final int denseCount;
    private final Sizes sizes;
    private final FileChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private long[] starts = new long[64];
    private int blocks;
    private int inBlock;
    private long written;
    private long clicked;
    private long converted;
    private boolean ended;

    /** Begins one in place of any that is there. */
    Writer(Path file, int denseCount, Sizes sizes) {
      this.file = file;
      this.denseCount = denseCount;
      this.sizes = sizes;
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
        channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
      } catch (IOException e) {
        throw DiskFailure.of("writing", file, e);
      }
    }

    /** Adds one of some impressions. */
    void add(Impressions data, int impression) {
      if (blocks == 0 || inBlock == sizes.block) {
        blocks++;
        inBlock = 0;
        if (blocks == starts.length) {
          starts = Arrays.copyOf(starts, 2 * blocks);
        }
      }
      int bytes = data.bytes(impression);
      if (bytes > buffer.remaining()) {
        flush();
        if (bytes > buffer.capacity()) {
          buffer = ByteBuffer.allocate(2 * bytes);
        }
      }
      data.write(impression, buffer);
      inBlock++;
      written += bytes;
      starts[blocks] = written;
      clicked += data.isClicked(impression) ? 1 : 0;
      converted += data.isConverted(impression) ? 1 : 0;
    }

    private void flush() {
      buffer.flip();
      try {
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      } catch (IOException e) {
        throw DiskFailure.of("writing", file, e);
      }
      buffer.clear();
    }

    /** Ends it, to be read. */
    ImpressionFile end() {
      flush();
      buffer = ByteBuffer.allocate(0);
      ended = true;
      return new ImpressionFile(this);
    }

    /** Gives up what was not ended. */
    @Override
    public void close() {
      if (ended) {
        return;
      }
      try {
        channel.close();
      } catch (IOException e) {
        throw DiskFailure.of("closing", file, e);
      }
    }
  }
}
