package io.adlib.sid.format;

import io.adlib.core.CorruptException;
import io.adlib.kernel.safetensors.Dtype;
import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.VectorSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Vectors in a safetensors file, F32 {@code [N, D]}, read from the mapped file block by block: what
 * is in memory is the system's to decide. Thread-safe until closed.
 */
public final class MappedVectors implements VectorSource, AutoCloseable {

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final SafetensorsFile file;
  private final Tensor tensor;
  private final int size;
  private final int dimension;

  private MappedVectors(SafetensorsFile file, Tensor tensor) {
    this.file = file;
    this.tensor = tensor;
    size = Math.toIntExact(tensor.shape().get(0));
    dimension = Math.toIntExact(tensor.shape().get(1));
  }

  /**
   * Opens a tensor of a file.
   *
   * @throws io.adlib.core.InputException when there is no such file
   * @throws CorruptException when it is damaged or the tensor holds no vectors
   */
  public static MappedVectors open(Path path, String name) {
    SafetensorsFile file = SafetensorsFile.open(path);
    try {
      Tensor tensor = file.tensor(name);
      if (tensor.dtype() != Dtype.F32 || tensor.shape().size() != 2) {
        throw new CorruptException(
            "%s holds %s %s as %s, not vectors in F32"
                .formatted(path, tensor.dtype(), tensor.shape(), name),
            "encode the items again");
      }
      return new MappedVectors(file, tensor);
    } catch (CorruptException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public void read(int from, int n, float[] into_ND) {
    MemorySegment.copy(
        tensor.data(),
        FLOAT,
        (long) from * dimension * Float.BYTES,
        into_ND,
        0,
        Math.multiplyExact(n, dimension));
  }

  @Override
  public void close() {
    file.close();
  }
}
