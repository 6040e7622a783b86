package io.adlib.infer.lm;

import io.adlib.core.InputException;
import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.lm.LmFolder;
import io.adlib.kernel.lm.LmShape;
import java.nio.file.Path;

/**
 * A language model ready to read and write: what {@link LmShape} says, in float32. Immutable and
 * thread-safe; each text is read and written in a {@link Session} of its own.
 */
public final class CausalLm {

  private final LmShape shape;
  private final LmWeights weights;
  private final Kernels kernels;

  private CausalLm(LmShape shape, LmWeights weights, Kernels kernels) {
    this.shape = shape;
    this.weights = weights;
    this.kernels = kernels;
  }

  /**
   * Loads a model's folder.
   *
   * @throws io.adlib.core.AdlibException if it is not there, of another kind, or incomplete
   */
  public static CausalLm open(Path folder, Kernels kernels) {
    try (LmFolder opened = LmFolder.open(folder)) {
      return of(opened, kernels);
    }
  }

  /** Loads an open folder, which may be closed afterwards. */
  public static CausalLm of(LmFolder folder, Kernels kernels) {
    return new CausalLm(folder.shape(), LmWeights.read(folder, kernels), kernels);
  }

  /** What it is. */
  public LmShape shape() {
    return shape;
  }

  /**
   * An empty text.
   *
   * @param capacity most tokens, prompt and answer together
   * @throws InputException if the model was not made for texts that long
   */
  public Session session(int capacity) {
    if (capacity < 1 || capacity > shape.positions()) {
      throw new InputException(
          "a text of " + capacity + " tokens, where the model reads at most " + shape.positions(),
          "shorten the prompt, or the answer's bound");
    }
    return new Session(shape, weights, kernels, capacity);
  }
}
