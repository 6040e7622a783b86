package io.adlib.encode.onnx;

import io.adlib.core.InputException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The float32 weights inside an ONNX file, by the names that PyTorch gave them. An exporter keeps
 * the names of biases and tables, but stores the matrix of a linear map transposed and without a
 * name of its own; it is found by the product that reads it: the node {@code /encoder/layer.0/…
 * /query/MatMul} has the weight {@code encoder.layer.0.….query.weight}, given here as PyTorch has
 * it, [out,in].
 */
public final class OnnxWeights {

  private static final int FLOAT = 1;
  private static final String PRODUCT = "MatMul";

  private final Map<String, Weight> initializers = new LinkedHashMap<>();
  private final List<Node> products = new ArrayList<>();

  private OnnxWeights() {}

  /**
   * A weight.
   *
   * @param values row-major
   * @param shape dimensions
   */
  public record Weight(float[] values, long... shape) {

    Weight transposed() {
      int rows = (int) shape[0];
      int columns = (int) shape[1];
      float[] turned = new float[values.length];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          turned[c * rows + r] = values[r * columns + c];
        }
      }
      return new Weight(turned, columns, rows);
    }
  }

  private record Node(String name, List<String> inputs) {}

  /**
   * Reads a file's content.
   *
   * @throws InputException if it is no ONNX file, or cut off
   */
  public static Map<String, Weight> read(byte[] model) {
    var found = new OnnxWeights();
    try {
      found.model(ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN));
    } catch (BufferUnderflowException
        | IndexOutOfBoundsException
        | IllegalArgumentException
        | ArithmeticException e) {
      throw new InputException(
          "this is no whole ONNX file", "give a file with its weights inside it", e);
    }
    return found.named();
  }

  private Map<String, Weight> named() {
    Map<String, Weight> named = new LinkedHashMap<>(initializers);
    for (Node product : products) {
      for (String input : product.inputs()) {
        Weight weight = named.get(input);
        if (weight != null && weight.shape().length == 2 && !input.endsWith(".weight")) {
          named.remove(input);
          named.put(weightOf(product.name()), weight.transposed());
        }
      }
    }
    return named;
  }

  private static String weightOf(String product) {
    String path = product.startsWith("/") ? product.substring(1) : product;
    return path.substring(0, path.length() - PRODUCT.length()).replace('/', '.') + "weight";
  }

  private void model(ByteBuffer model) {
    fields(
        model,
        (field, graph) -> {
          if (field == 7) {
            fields(graph, this::graph);
          }
        });
  }

  private void graph(int field, ByteBuffer part) {
    if (field == 1) {
      node(part);
    } else if (field == 5) {
      tensor(part);
    }
  }

  private void node(ByteBuffer node) {
    var inputs = new ArrayList<String>();
    var name = new StringBuilder();
    var operator = new StringBuilder();
    fields(
        node,
        (field, part) -> {
          switch (field) {
            case 1 -> inputs.add(text(part));
            case 3 -> name.append(text(part));
            case 4 -> operator.append(text(part));
            default -> {}
          }
        });
    if (operator.toString().equals(PRODUCT) && name.toString().endsWith("/" + PRODUCT)) {
      products.add(new Node(name.toString(), List.copyOf(inputs)));
    }
  }

  private void tensor(ByteBuffer tensor) {
    var shape = new ArrayList<Long>();
    long type = 0;
    String name = "";
    float[] values = {};
    while (tensor.hasRemaining()) {
      long key = varint(tensor);
      if (key == (1 << 3)) {
        shape.add(varint(tensor));
      } else if (key == (2 << 3)) {
        type = varint(tensor);
      } else if ((key & 7) == 2) {
        ByteBuffer part = part(tensor);
        switch ((int) (key >>> 3)) {
          case 1 -> {
            while (part.hasRemaining()) {
              shape.add(varint(part));
            }
          }
          case 8 -> name = text(part);
          case 4, 9 -> {
            values = new float[part.remaining() / Float.BYTES];
            part.asFloatBuffer().get(values);
          }
          default -> {}
        }
      } else {
        skip(tensor, key);
      }
    }
    if (type == FLOAT) {
      initializers.put(name, weight(name, values, shape));
    }
  }

  private static Weight weight(String name, float[] values, List<Long> shape) {
    long count = shape.stream().reduce(1L, Math::multiplyExact);
    if (count != values.length || shape.stream().anyMatch(size -> size < 0)) {
      throw new InputException(
          "the weight " + name + " of " + shape + " has " + values.length + " numbers",
          "give a file with its weights inside it, not beside it");
    }
    return new Weight(values, shape.stream().mapToLong(size -> size).toArray());
  }

  private interface Field {
    void read(int number, ByteBuffer content);
  }

  /** Calls back for each field that holds bytes, in their order. */
  private static void fields(ByteBuffer message, Field field) {
    while (message.hasRemaining()) {
      long key = varint(message);
      if ((key & 7) == 2) {
        field.read((int) (key >>> 3), part(message));
      } else {
        skip(message, key);
      }
    }
  }

  private static void skip(ByteBuffer message, long key) {
    switch ((int) (key & 7)) {
      case 0 -> varint(message);
      case 1 -> message.getLong();
      case 2 -> part(message);
      case 5 -> message.getInt();
      default -> throw new IllegalArgumentException("wire type " + (key & 7));
    }
  }

  private static ByteBuffer part(ByteBuffer message) {
    int size = Math.toIntExact(varint(message));
    ByteBuffer part = message.slice(message.position(), size).order(ByteOrder.LITTLE_ENDIAN);
    message.position(message.position() + size);
    return part;
  }

  private static String text(ByteBuffer part) {
    byte[] bytes = new byte[part.remaining()];
    part.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long varint(ByteBuffer message) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = message.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than ten bytes");
  }
}
