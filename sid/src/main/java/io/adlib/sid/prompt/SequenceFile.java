package io.adlib.sid.prompt;

import io.adlib.core.CorruptException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import io.adlib.sid.Prompt;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/**
 * Training sequences in a file, read by number from the mapped pages: what of it is in memory is
 * the system's to decide, so a training may be larger than memory. It is scratch of one training on
 * one machine, neither exchanged nor kept.
 *
 * <p>Format, big endian: the sequences one after the other, each T (int), kind_T, action_T, gap_T
 * (bytes), F (int), rows_TF, target_T (ints), W (int), thought_W (floats); then where each begins
 * (longs); then their number (int), where the places begin (long), {@link #MAGIC} (long). A list of
 * them is thread-safe until it is closed.
 */
public final class SequenceFile extends AbstractList<TrainingSequence>
    implements RandomAccess, AutoCloseable {

  /** "ADLSEQ" and version 2. */
  private static final long MAGIC = 0x41444c534551_0002L;

  private static final int FOOTER = Integer.BYTES + Long.BYTES + Long.BYTES;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment bytes;
  private final int size;
  private final long places;

  private SequenceFile(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      long footer = bytes.byteSize() - FOOTER;
      if (footer < 0 || bytes.get(LONG, footer + Integer.BYTES + Long.BYTES) != MAGIC) {
        throw damaged(file);
      }
      size = bytes.get(INT, footer);
      places = bytes.get(LONG, footer + Integer.BYTES);
      if (size < 0 || places + (long) size * Long.BYTES != footer) {
        throw damaged(file);
      }
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static CorruptException damaged(Path file) {
    return new CorruptException(
        file + " is not a whole file of training sequences", "delete it and train again");
  }

  /**
   * Opens a file that {@link Writer} has ended.
   *
   * @throws InputException if there is none
   * @throws CorruptException if it is cut short or something else
   */
  public static SequenceFile open(Path file) {
    try {
      return new SequenceFile(file);
    } catch (NoSuchFileException e) {
      throw new InputException("there is no file " + file, "write the sequences first", e);
    } catch (IOException e) {
      throw failed("reading", file, e);
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public TrainingSequence get(int number) {
    if (number < 0 || number >= size) {
      throw new IndexOutOfBoundsException(number);
    }
    long at = bytes.get(LONG, places + (long) number * Long.BYTES);
    int length = bytes.get(INT, at);
    long kinds = at + Integer.BYTES;
    long fields = kinds + 3L * length;
    int[] rows_TF = ints(fields + Integer.BYTES, length * bytes.get(INT, fields));
    long targets = fields + Integer.BYTES + (long) rows_TF.length * Integer.BYTES;
    long thought = targets + (long) length * Integer.BYTES;
    var prompt =
        new Prompt(
            values(kinds, length),
            values(kinds + length, length),
            values(kinds + 2L * length, length),
            rows_TF,
            floats(thought + Integer.BYTES, bytes.get(INT, thought)));
    return new TrainingSequence(prompt, ints(targets, length));
  }

  private byte[] values(long at, int count) {
    return bytes.asSlice(at, count).toArray(ValueLayout.JAVA_BYTE);
  }

  private int[] ints(long at, int count) {
    int[] values = new int[count];
    MemorySegment.copy(bytes, INT, at, values, 0, count);
    return values;
  }

  private float[] floats(long at, int count) {
    float[] values = new float[count];
    MemorySegment.copy(bytes, FLOAT, at, values, 0, count);
    return values;
  }

  @Override
  public void close() {
    arena.close();
  }

  private static EnvironmentException failed(String doing, Path file, IOException e) {
    return new EnvironmentException(
        doing + " " + file + " failed: " + e.getMessage(),
        "see that its folder is writable and has space",
        e);
  }

  /** Writes a file, which is in place only when it was ended. Not thread-safe. */
  public static final class Writer implements AutoCloseable {

    private static final int BUFFER = 1 << 20;
    private final Path file;
    private final Path part;
    private final DataOutputStream out;
    private long written;
    private long[] starts = new long[1024];
    private int size;

    /** Begins a file; one that is there already stays until this one is ended. */
    public Writer(Path file) {
      this.file = file;
      part = file.resolveSibling(file.getFileName() + ".part");
      try {
        out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), BUFFER));
      } catch (IOException e) {
        throw failed("writing", part, e);
      }
    }

    /** Adds a sequence. */
    public void add(TrainingSequence sequence) {
      Prompt prompt = sequence.prompt();
      float[] thought_W = prompt.thought_W();
      int length = prompt.length();
      if (size == starts.length) {
        starts = Arrays.copyOf(starts, 2 * size);
      }
      starts[size++] = written;
      try {
        out.writeInt(length);
        out.write(prompt.kind_T());
        out.write(prompt.action_T());
        out.write(prompt.gap_T());
        out.writeInt(prompt.rows_TF().length / length);
        write(prompt.rows_TF());
        write(sequence.target_T());
        out.writeInt(thought_W.length);
        for (float number : thought_W) {
          out.writeFloat(number);
        }
      } catch (IOException e) {
        throw failed("writing", part, e);
      }
      int numbers = 3 + prompt.rows_TF().length + sequence.target_T().length + thought_W.length;
      written += 3L * length + (long) numbers * Integer.BYTES;
    }

    private void write(int[] values) throws IOException {
      for (int value : values) {
        out.writeInt(value);
      }
    }

    /** Ends the file and puts it in its place. */
    public void end() {
      try {
        for (int i = 0; i < size; i++) {
          out.writeLong(starts[i]);
        }
        out.writeInt(size);
        out.writeLong(written);
        out.writeLong(MAGIC);
        out.close();
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw failed("writing", file, e);
      }
    }

    /** Gives up what was not ended. */
    @Override
    public void close() {
      try {
        out.close();
        Files.deleteIfExists(part);
      } catch (IOException e) {
        throw failed("writing", part, e);
      }
    }
  }
}
