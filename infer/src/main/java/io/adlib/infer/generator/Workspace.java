package io.adlib.infer.generator;

import io.adlib.kernel.compute.Kernels;
import io.adlib.kernel.compute.PackedMatrix;
import io.adlib.kernel.compute.TopK;
import io.adlib.sid.GeneratorShape;

/**
 * The scratch of one request at a time, made once and passed along. Rows of activations grow with
 * the prompt and the beam and are never given back. Not thread-safe.
 */
final class Workspace {

  private final GeneratorShape shape;
  private final int panel;
  private int rows;
  private int length;
  private int width;

  /** Sees the attention. */
  AttentionObserver observer = AttentionObserver.NONE;

  /** Residual stream of the prompt, then of the beams, [rows,D]. */
  float[] x = {};

  /** Its normalised form, [rows,D]. */
  float[] normed = {};

  /** [rows,2D] each: gate and query; key and value. */
  float[] uq = {};

  float[] kv = {};

  /** [rows,D]: attention's result, or what a layer adds to the stream. */
  float[] mixed = {};

  float[] added = {};

  /** [rows,F]. */
  float[] hidden = {};

  /** [T,T padded to panels], and the zeros that stand for a bias. */
  float[] scores = {};

  float[] zeros = {};
  float[] keys = {};
  float[] values = {};

  /** One past the last position that each position's segment holds, [T]. */
  int[] segmentEnd = {};

  /** 0, 1, …: the position of each row of {@link #x}, [T]. */
  int[] identity = {};

  /**
   * Positions that go through block 0 once more, with their weights, [T], and their rows, [T,D].
   */
  int[] routed = {};

  float[] share = {};
  float[] repeated = {};

  /** What the codes are decoded from, and what the refining token is made under, [D]. */
  final float[] intent;

  final float[] condition;

  /** The evaluator's queries, [rows,D], and what is on the way to them, [rows,G]. */
  float[] worth = {};

  float[] worthHidden = {};

  /** What every node of level A adds to log V, [N]. */
  float[] worths = {};

  /** Beams, best first: how many; trie node, hash of its path, log P and log V. */
  int beams;

  int[] node = {};

  int[] path = {};

  /** Which row of {@link #x} holds a beam's state, if more than one legal leaf is below it. */
  int[] state = {};

  /** Beams that have one. */
  int states;

  float[] logP = {};
  float[] logV = {};

  /** The next level's beams: which beam each comes from, its hash, and its state, [rows,D]. */
  int[] from = {};

  int[] nextPath = {};
  int[] nextState = {};
  float[] next = {};

  /** Nodes to choose among, each beam's ascending: their beam, log P (or logit) and log V. */
  int[] childNode;

  int[] childBeam;
  float[] childLogP;
  float[] childLogV;
  int children;

  /** What was read ahead; written so that reading is no dead code. */
  float touched;

  /** Where each beam's children begin among them, and one past the last. */
  int[] firstChild = {};

  final TopK best = new TopK();

  Workspace(GeneratorShape shape, Kernels kernels) {
    this.shape = shape;
    panel = kernels.panel();
    childNode = new int[shape.codes()];
    childBeam = new int[shape.codes()];
    childLogP = new float[shape.codes()];
    childLogV = new float[shape.codes()];
    intent = new float[shape.width()];
    condition = new float[shape.width()];
  }

  /** Makes room for so many rows of activations. */
  void needRows(int count) {
    if (count <= rows) {
      return;
    }
    rows = count;
    int d = shape.width();
    x = java.util.Arrays.copyOf(x, count * d);
    normed = java.util.Arrays.copyOf(normed, count * d);
    uq = new float[count * 2 * d];
    kv = new float[count * 2 * d];
    mixed = new float[count * d];
    added = new float[count * d];
    hidden = new float[count * shape.hidden()];
  }

  /** Makes room for the attention of a prompt of so many positions. */
  void needLength(int count) {
    needRows(count);
    if (count <= length) {
      return;
    }
    length = count;
    int padded = padded(count);
    int perHead = shape.width() / shape.heads();
    scores = new float[count * padded];
    zeros = new float[padded];
    keys = new float[perHead * padded];
    values = new float[count * Math.ceilDiv(perHead, panel) * panel];
    segmentEnd = new int[count];
    identity = java.util.stream.IntStream.range(0, count).toArray();
    if (shape.parts().recursions() > 1) {
      routed = new int[count];
      share = new float[count];
      repeated = new float[count * shape.width()];
    }
  }

  /** Makes room for so many nodes to choose among; those that are there stay. */
  void needChildren(int count) {
    if (count > childNode.length) {
      int room = Math.max(count, 2 * childNode.length);
      childNode = java.util.Arrays.copyOf(childNode, room);
      childBeam = java.util.Arrays.copyOf(childBeam, room);
      childLogP = java.util.Arrays.copyOf(childLogP, room);
      childLogV = java.util.Arrays.copyOf(childLogV, room);
    }
  }

  /** Makes room for the worth of so many nodes of level A. */
  void needWorths(int count) {
    worths = count > worths.length ? new float[count] : worths;
  }

  /** Makes room for so many beams. */
  void needBeams(int count) {
    needRows(count);
    if (count <= width) {
      return;
    }
    width = count;
    node = new int[count];
    logP = new float[count];
    logV = new float[count];
    path = new int[count];
    from = new int[count];
    worth = new float[count * shape.width()];
    worthHidden = new float[count * shape.evaluator()];
    nextPath = new int[count];
    state = new int[count];
    nextState = new int[count];
    firstChild = new int[count + 1];
    next = new float[count * shape.width()];
  }

  /** A length rounded up to whole panels. */
  int padded(int count) {
    return Math.ceilDiv(count, panel) * panel;
  }

  /** One head's keys as a matrix [d, T padded], to be filled. */
  PackedMatrix keys(int count) {
    return new PackedMatrix(shape.width() / shape.heads(), padded(count), panel, keys);
  }

  /** One head's values as a matrix [T, d], to be filled. */
  PackedMatrix values(int count) {
    return new PackedMatrix(count, shape.width() / shape.heads(), panel, values);
  }
}
