package io.adlib.learn.ranker;

import io.adlib.core.EnvironmentException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Impressions in a scratch file, in blocks of a few thousand. Shuffled, the blocks are read in an
 * order drawn anew each time, some dozens of them into memory at once, and what is in memory is
 * shuffled: so an example stands anywhere in the epoch, the file is read a block at a time, and
 * memory does not grow with the log but for eight bytes a block. A file of one window is shuffled
 * whole. The file is of one process's training: neither exchanged nor kept. Not thread-safe.
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
  private final long[] starts;
  private final int last;
  private final long clicked;
  private final long converted;
  private final Impressions window;

  private ImpressionFile(Writer written) throws IOException {
    file = written.file;
    channel = FileChannel.open(file);
    sizes = written.sizes;
    starts = Arrays.copyOf(written.starts, written.blocks + 1);
    last = written.inBlock;
    clicked = written.clicked;
    converted = written.converted;
    window = new Impressions(written.denseCount);
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
    for (int block = 0; block < blocks(); block++) {
      window.clear();
      read(block);
      visitor.window(window, IntStream.range(0, window.size()).toArray());
    }
  }

  @Override
  public void shuffled(RandomGenerator random, Visitor visitor) {
    int[] blocks = IntStream.range(0, blocks()).toArray();
    Examples.shuffle(blocks, random);
    for (int from = 0; from < blocks.length; from += sizes.window) {
      window.clear();
      for (int b = from; b < Math.min(blocks.length, from + sizes.window); b++) {
        read(blocks[b]);
      }
      int[] order = IntStream.range(0, window.size()).toArray();
      Examples.shuffle(order, random);
      visitor.window(window, order);
    }
  }

  /** Adds a block to the window. */
  private void read(int block) {
    var bytes = ByteBuffer.allocate(Math.toIntExact(starts[block + 1] - starts[block]));
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, starts[block] + bytes.position()) < 0) {
          throw new IOException("it was cut short");
        }
      }
    } catch (IOException e) {
      throw failed("reading", file, e);
    }
    bytes.flip();
    while (bytes.hasRemaining()) {
      window.read(bytes);
    }
  }

  /** Deletes it. */
  @Override
  public void close() {
    try {
      channel.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw failed("deleting", file, e);
    }
  }

  private static EnvironmentException failed(String doing, Path file, IOException e) {
    return new EnvironmentException(
        doing + " " + file + " failed: " + e.getMessage(),
        "see that its folder is writable and has space",
        e);
  }

  /** Writes one. Not thread-safe. */
  static final class Writer implements AutoCloseable {

    private static final int BUFFER = 1 << 18;
    private final Path file;
    private final int denseCount;
    private final Sizes sizes;
    private final OutputStream out;
    private ByteBuffer record = ByteBuffer.allocate(1 << 12);
    private long[] starts = new long[64];
    private int blocks;
    private int inBlock;
    private long written;
    private long clicked;
    private long converted;

    /** Begins one in place of any that is there. */
    Writer(Path file, int denseCount, Sizes sizes) {
      this.file = file;
      this.denseCount = denseCount;
      this.sizes = sizes;
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
        out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
      } catch (IOException e) {
        throw failed("writing", file, e);
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
      if (bytes > record.capacity()) {
        record = ByteBuffer.allocate(2 * bytes);
      }
      record.clear();
      data.write(impression, record);
      try {
        out.write(record.array(), 0, record.position());
      } catch (IOException e) {
        throw failed("writing", file, e);
      }
      inBlock++;
      written += record.position();
      starts[blocks] = written;
      clicked += data.isClicked(impression) ? 1 : 0;
      converted += data.isConverted(impression) ? 1 : 0;
    }

    /** Ends it, to be read. */
    ImpressionFile end() {
      try {
        out.close();
        return new ImpressionFile(this);
      } catch (IOException e) {
        throw failed("writing", file, e);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw failed("writing", file, e);
      }
    }
  }
}
