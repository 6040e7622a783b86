package io.adlib.llm.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Writes the smallest model that llama.cpp runs: one block of the Llama architecture, a vocabulary
 * of bytes, random weights (GGUF version 3).
 */
final class TinyGguf {

  private static final int EMBEDDING = 32;
  private static final int FEED_FORWARD = 64;
  private static final int ALIGNMENT = 32;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private TinyGguf() {}

  static Path write(Path file) throws IOException {
    List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
    List<Integer> types = new ArrayList<>(List.of(2, 3, 3));
    for (int b = 0; b < 256; b++) {
      tokens.add("<0x%02X>".formatted(b));
      types.add(6);
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("general.architecture", "llama");
    settings.put("llama.context_length", 8192);
    settings.put("llama.embedding_length", EMBEDDING);
    settings.put("llama.block_count", 1);
    settings.put("llama.feed_forward_length", FEED_FORWARD);
    settings.put("llama.attention.head_count", 2);
    settings.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    settings.put("llama.rope.dimension_count", EMBEDDING / 2);
    settings.put("tokenizer.ggml.model", "llama");
    settings.put("tokenizer.ggml.tokens", tokens);
    settings.put("tokenizer.ggml.scores", tokens.stream().map(t -> 0f).toList());
    settings.put("tokenizer.ggml.token_type", types);
    settings.put("tokenizer.ggml.bos_token_id", 1);
    settings.put("tokenizer.ggml.eos_token_id", 2);
    settings.put("tokenizer.ggml.unknown_token_id", 0);
    Map<String, int[]> tensors = new LinkedHashMap<>();
    tensors.put("token_embd.weight", new int[] {EMBEDDING, tokens.size()});
    tensors.put("blk.0.attn_norm.weight", new int[] {EMBEDDING});
    for (String part : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
      tensors.put("blk.0." + part + ".weight", new int[] {EMBEDDING, EMBEDDING});
    }
    tensors.put("blk.0.ffn_norm.weight", new int[] {EMBEDDING});
    tensors.put("blk.0.ffn_gate.weight", new int[] {EMBEDDING, FEED_FORWARD});
    tensors.put("blk.0.ffn_down.weight", new int[] {FEED_FORWARD, EMBEDDING});
    tensors.put("blk.0.ffn_up.weight", new int[] {EMBEDDING, FEED_FORWARD});
    tensors.put("output_norm.weight", new int[] {EMBEDDING});
    tensors.put("output.weight", new int[] {EMBEDDING, tokens.size()});
    var gguf = new TinyGguf();
    gguf.out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
    gguf.number(3, 4);
    gguf.number(tensors.size(), 8);
    gguf.number(settings.size(), 8);
    settings.forEach(gguf::setting);
    gguf.tensors(tensors);
    return Files.write(file, gguf.out.toByteArray());
  }

  private void tensors(Map<String, int[]> tensors) {
    long offset = 0;
    for (var tensor : tensors.entrySet()) {
      text(tensor.getKey());
      number(tensor.getValue().length, 4);
      for (int size : tensor.getValue()) {
        number(size, 8);
      }
      number(0, 4);
      number(offset, 8);
      offset += 4L * count(tensor.getValue());
    }
    while (out.size() % ALIGNMENT != 0) {
      out.write(0);
    }
    var random = new Random(5);
    for (int[] shape : tensors.values()) {
      for (int i = 0; i < count(shape); i++) {
        float value = shape.length == 1 ? 1 : (float) random.nextGaussian() * .3f;
        number(Float.floatToIntBits(value), 4);
      }
    }
  }

  private static int count(int[] shape) {
    int count = 1;
    for (int size : shape) {
      count *= size;
    }
    return count;
  }

  private void setting(String key, Object value) {
    text(key);
    number(type(value), 4);
    value(value);
  }

  private static int type(Object value) {
    return switch (value) {
      case Integer _ -> 4;
      case Float _ -> 6;
      case String _ -> 8;
      default -> 9;
    };
  }

  private void value(Object value) {
    switch (value) {
      case Integer number -> number(number, 4);
      case Float number -> number(Float.floatToIntBits(number), 4);
      case String text -> text(text);
      case List<?> list -> {
        Object first = list.getFirst();
        number(first instanceof Integer ? 5 : type(first), 4);
        number(list.size(), 8);
        list.forEach(this::value);
      }
      default -> throw new IllegalArgumentException();
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(bytes.length, 8);
    out.writeBytes(bytes);
  }

  private void number(long value, int bytes) {
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    out.write(all, 0, bytes);
  }
}
