package io.adlib.encode.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A small ONNX model in the making: nodes in the order they run, weights as they are named. Written
 * as IR version 8, operator set 13. Not thread-safe.
 */
public final class OnnxGraph {

  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final OnnxBytes graph = new OnnxBytes();

  /** An empty graph of that name. */
  public OnnxGraph(String name) {
    graph.text(2, name);
  }

  /** One attribute of a node. */
  public sealed interface Attribute {
    /** Its name. */
    String name();
  }

  /** A whole number. */
  public record Whole(String name, long value) implements Attribute {}

  /** A real number. */
  public record Real(String name, float value) implements Attribute {}

  /** A text. */
  public record Text(String name, String value) implements Attribute {}

  /** Whole numbers. */
  public record Wholes(String name, List<Long> values) implements Attribute {
    public Wholes {
      values = List.copyOf(values);
    }
  }

  /** An input of the model; −1 is any length. */
  public OnnxGraph input(String name, long... shape) {
    graph.message(11, value(name, shape));
    return this;
  }

  /** An output of the model; −1 is any length. */
  public OnnxGraph output(String name, long... shape) {
    graph.message(12, value(name, shape));
    return this;
  }

  /** Weights. */
  public OnnxGraph weights(String name, float[] values, long... shape) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    graph.message(5, tensor(name, FLOAT, shape).bytes(9, raw.array()));
    return this;
  }

  /** Whole numbers that a node reads, such as the paddings of {@code Pad}. */
  public OnnxGraph wholes(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    graph.message(5, tensor(name, INT64, values.length).bytes(9, raw.array()));
    return this;
  }

  /** A node with one output, which names the node too. */
  public OnnxGraph node(
      String operator, List<String> inputs, String output, Attribute... attributes) {
    var node = new OnnxBytes();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, output).text(4, operator);
    Arrays.stream(attributes).forEach(attribute -> node.message(5, attribute(attribute)));
    graph.message(1, node);
    return this;
  }

  /** The whole model as an ONNX file's content. */
  public byte[] model() {
    return new OnnxBytes()
        .number(1, 8)
        .text(2, "adlib")
        .message(7, graph)
        .message(8, new OnnxBytes().number(2, 13))
        .toByteArray();
  }

  private static OnnxBytes tensor(String name, int type, long... shape) {
    var tensor = new OnnxBytes();
    for (long size : shape) {
      tensor.number(1, size);
    }
    return tensor.number(2, type).text(8, name);
  }

  private static OnnxBytes value(String name, long... shape) {
    var sizes = new OnnxBytes();
    for (long size : shape) {
      sizes.message(1, size < 0 ? new OnnxBytes().text(2, "any") : new OnnxBytes().number(1, size));
    }
    var tensor = new OnnxBytes().number(1, FLOAT).message(2, sizes);
    return new OnnxBytes().text(1, name).message(2, new OnnxBytes().message(1, tensor));
  }

  private static OnnxBytes attribute(Attribute attribute) {
    var bytes = new OnnxBytes().text(1, attribute.name());
    return switch (attribute) {
      case Real(_, float value) -> bytes.real(2, value).number(20, 1);
      case Whole(_, long value) -> bytes.number(3, value).number(20, 2);
      case Text(_, String value) -> bytes.text(4, value).number(20, 3);
      case Wholes(_, List<Long> values) -> {
        values.forEach(value -> bytes.number(8, value));
        yield bytes.number(20, 7);
      }
    };
  }
}
