package io.adlib.learn.torch;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A dense array in libtorch's memory, with the operations our models use. Dimensions may be counted
 * from the end by negative numbers. Lives until the {@link Torch#step} it was made in ends. Not
 * thread-safe.
 */
public final class Tensor {

  final org.bytedeco.pytorch.Tensor at;

  Tensor(org.bytedeco.pytorch.Tensor at) {
    this.at = at;
  }

  /** A float32 tensor; the array is copied. */
  public static Tensor of(float[] values, long... shape) {
    try (var pointer = new FloatPointer(values)) {
      return copy(pointer, ScalarType.Float, shape);
    }
  }

  /** A float64 tensor; the array is copied. */
  public static Tensor of(double[] values, long... shape) {
    try (var pointer = new DoublePointer(values)) {
      return copy(pointer, ScalarType.Double, shape);
    }
  }

  /** An int32 tensor of indices; the array is copied. */
  public static Tensor of(int[] values, long... shape) {
    try (var pointer = new IntPointer(values)) {
      return copy(pointer, ScalarType.Int, shape);
    }
  }

  private static Tensor copy(Pointer pointer, ScalarType type, long[] shape) {
    return new Tensor(torch.from_blob(pointer, shape, new TensorOptions(type)).clone());
  }

  /** Float32 zeros. */
  public static Tensor zeros(long... shape) {
    return new Tensor(torch.zeros(shape));
  }

  /** Zeros of this tensor's shape and type. */
  public Tensor zerosLike() {
    return new Tensor(torch.zeros_like(at));
  }

  /** Several tensors one after another along a dimension. */
  public static Tensor concat(int dimension, Tensor... parts) {
    var natives = new org.bytedeco.pytorch.Tensor[parts.length];
    for (int i = 0; i < parts.length; i++) {
      natives[i] = parts[i].at;
    }
    return new Tensor(torch.cat(new TensorVector(natives), dimension));
  }

  /** Keeps this tensor beyond the step it was made in, until {@link #free}. */
  public Tensor keep() {
    at.retainReference();
    return this;
  }

  /** Gives back a kept tensor's memory. */
  public void free() {
    at.releaseReference();
  }

  /** The size of a dimension. */
  public long size(int dimension) {
    return at.size(dimension);
  }

  /** The number of elements. */
  public long count() {
    return at.numel();
  }

  /** All sizes. */
  public long[] shape() {
    return at.shape();
  }

  /** The elements as floats, row-major. */
  public float[] floats() {
    var flat = at.detach().toType(ScalarType.Float).contiguous();
    float[] values = new float[Math.toIntExact(flat.numel())];
    flat.data_ptr_float().get(values);
    return values;
  }

  /** The elements as doubles, row-major. */
  public double[] doubles() {
    var flat = at.detach().toType(ScalarType.Double).contiguous();
    double[] values = new double[Math.toIntExact(flat.numel())];
    flat.data_ptr_double().get(values);
    return values;
  }

  /** The only element. */
  public double item() {
    return at.item().toDouble();
  }

  /** Element by element, with broadcasting. */
  public Tensor add(Tensor other) {
    return new Tensor(at.add(other.at));
  }

  /** Element by element, with broadcasting. */
  public Tensor sub(Tensor other) {
    return new Tensor(at.sub(other.at));
  }

  /** Element by element, with broadcasting. */
  public Tensor mul(Tensor other) {
    return new Tensor(at.mul(other.at));
  }

  /** Every element times a number. */
  public Tensor mul(double factor) {
    return new Tensor(at.mul(new Scalar(factor)));
  }

  /** Matrix product of the last two dimensions, batched over the others. */
  public Tensor matmul(Tensor other) {
    return new Tensor(at.matmul(other.at));
  }

  /** {@code this · weight + bias}, this [N,in], weight [in,out], bias [out]. */
  public Tensor linear(Tensor weight, Tensor bias) {
    return new Tensor(torch.addmm(bias.at, at, weight.at));
  }

  /** The same, with the product in the given precision; the result is float32 again. */
  public Tensor linear(Tensor weight, Tensor bias, Precision precision) {
    if (precision == Precision.FLOAT32) {
      return linear(weight, bias);
    }
    var product = torch.addmm(bias.half(), half(), weight.half());
    return new Tensor(product.toType(ScalarType.Float));
  }

  /** {@code this · weightᵀ}, this […,in], weight [out,in], in the given precision. */
  public Tensor project(Tensor weight_OI, Precision precision) {
    if (precision == Precision.FLOAT32) {
      return new Tensor(torch.linear(at, weight_OI.at));
    }
    return new Tensor(torch.linear(half(), weight_OI.half()).toType(ScalarType.Float));
  }

  /** The same plus a bias [out]. */
  public Tensor project(Tensor weight_OI, Tensor bias, Precision precision) {
    if (precision == Precision.FLOAT32) {
      return new Tensor(torch.linear(at, weight_OI.at, new TensorOptional(bias.at)));
    }
    var product = torch.linear(half(), weight_OI.half(), new TensorOptional(bias.half()));
    return new Tensor(product.toType(ScalarType.Float));
  }

  org.bytedeco.pytorch.Tensor half() {
    return at.toType(ScalarType.BFloat16);
  }

  /** The same elements in another shape; −1 stands for what is left. */
  public Tensor reshape(long... shape) {
    return new Tensor(at.reshape(shape));
  }

  /** Two dimensions exchanged. */
  public Tensor transpose(int first, int second) {
    return new Tensor(at.transpose(first, second));
  }

  /** {@code length} entries of a dimension from {@code start}. */
  public Tensor narrow(int dimension, long start, long length) {
    return new Tensor(at.narrow(dimension, start, length));
  }

  /** A dimension of size 1 put in. */
  public Tensor unsqueeze(int dimension) {
    return new Tensor(at.unsqueeze(dimension));
  }

  /** The rows (first dimension) that an index tensor names, in its order. */
  public Tensor rows(Tensor index) {
    return new Tensor(torch.embedding(at, index.at));
  }

  /**
   * The rows put back to where {@code index} says among {@code count} rows, the rest zero; several
   * at one place add up.
   */
  public Tensor scatterRows(Tensor index, long count) {
    long[] shape = at.shape();
    shape[0] = count;
    return new Tensor(torch.zeros(shape, at.options()).index_add(0, index.at, at));
  }

  /** Along a dimension, the entries that an index of the same rank names. */
  public Tensor gather(int dimension, Tensor index) {
    return new Tensor(at.gather(dimension, index.at.toType(ScalarType.Long)));
  }

  /** Sum of all elements. */
  public Tensor sum() {
    return new Tensor(at.sum());
  }

  /** Sum over one dimension, which goes. */
  public Tensor sum(int dimension) {
    return new Tensor(
        at.sum(new long[] {dimension}, false, new org.bytedeco.pytorch.ScalarTypeOptional()));
  }

  /** Along the last dimension, divided by its length; a zero vector stays zero. */
  public Tensor unit() {
    var square =
        at.mul(at).sum(new long[] {-1}, true, new org.bytedeco.pytorch.ScalarTypeOptional());
    return new Tensor(at.div(square.clamp_min(new Scalar(1e-24)).sqrt()));
  }

  /**
   * The mean over all elements of what is between two tensors: half the square of a difference
   * below 1, its size less a half above (smooth L1).
   */
  public Tensor smoothL1(Tensor other) {
    return new Tensor(torch.smooth_l1_loss(at, other.at));
  }

  /** {@code e^x}. */
  public Tensor exp() {
    return new Tensor(at.exp());
  }

  /** {@code 1/(1 + e^−x)}. */
  public Tensor sigmoid() {
    return new Tensor(at.sigmoid());
  }

  /** Element by element, with broadcasting. */
  public Tensor div(Tensor other) {
    return new Tensor(at.div(other.at));
  }

  /** Element by element, the smaller of two, with broadcasting. */
  public Tensor min(Tensor other) {
    return new Tensor(torch.minimum(at, other.at));
  }

  /** Overwrites this tensor with another of its shape, without a gradient. */
  public void copy(Tensor other) {
    at.copy_(other.at);
  }

  /**
   * RMSNorm over the last dimension, of width D, with gain [D]: {@code x/√(mean(x²) + ε) ⊙ gain}.
   */
  public Tensor rmsNorm(Tensor gain, double epsilon) {
    return new Tensor(
        torch.rms_norm(
            at,
            new long[] {at.size(-1)},
            new TensorOptional(gain.at),
            new DoubleOptional(epsilon)));
  }

  /**
   * {@code softmax(q kᵀ/√d) v}, this being q [B,H,T,d]; keys and values [B,K,S,d] serve H/K heads
   * each.
   *
   * @param causal whether position t sees keys 0 to t only
   */
  public Tensor attend(Tensor keys, Tensor values, boolean causal) {
    return new Tensor(
        torch.scaled_dot_product_attention(
            at, keys.at, values.at, new TensorOptional(), 0, causal, new DoubleOptional(), true));
  }

  /** Softmax over the last dimension. */
  public Tensor softmax() {
    return new Tensor(torch.softmax(at, -1));
  }

  /** Log of the softmax over the last dimension. */
  public Tensor logSoftmax() {
    return new Tensor(torch.log_softmax(at, -1));
  }

  /** {@code x · sigmoid(x)}. */
  public Tensor silu() {
    return new Tensor(torch.silu(at));
  }

  /** {@code x · Φ(x)}, Φ the normal distribution. */
  public Tensor gelu() {
    return new Tensor(torch.gelu(at));
  }

  /** {@code max(x, 0)}. */
  public Tensor relu() {
    return new Tensor(torch.relu(at));
  }

  /** Each element, no smaller and no larger than these. */
  public Tensor clamp(double least, double most) {
    return new Tensor(
        at.clamp(new ScalarOptional(new Scalar(least)), new ScalarOptional(new Scalar(most))));
  }

  /** LayerNorm over the last dimension, of width D, with gain [D] and bias [D], ε = 1e-5. */
  public Tensor layerNorm(Tensor gain, Tensor bias) {
    return layerNorm(gain, bias, 1e-5);
  }

  /** The same with another ε. */
  public Tensor layerNorm(Tensor gain, Tensor bias, double epsilon) {
    return new Tensor(
        torch.layer_norm(
            at,
            new long[] {at.size(-1)},
            new TensorOptional(gain.at),
            new TensorOptional(bias.at),
            epsilon,
            false));
  }

  /** LayerNorm over the last dimension without gain and bias, ε = 1e-5. */
  public Tensor layerNorm() {
    return new Tensor(
        torch.layer_norm(
            at, new long[] {at.size(-1)}, new TensorOptional(), new TensorOptional(), 1e-5, false));
  }

  /** This tensor cut off from the gradient. */
  public Tensor detach() {
    return new Tensor(at.detach());
  }

  /** The gradient of this one element for every parameter it came from. */
  public void backward() {
    at.backward();
  }

  /** The same, from a given gradient of this tensor. */
  public void backward(Tensor gradient) {
    at.backward(gradient.at, new BoolOptional(), false, new TensorArrayRefOptional());
  }

  /** What {@link #backward()} has summed up here; zero where nothing has. */
  public Tensor gradient() {
    var gradient = at.grad();
    return gradient.defined() ? new Tensor(gradient) : zerosLike();
  }
}
