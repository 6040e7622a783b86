package io.adlib.encode.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.adlib.core.BugException;
import io.adlib.core.EnvironmentException;
import io.adlib.core.InputException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A model loaded by ONNX Runtime, to be called from many threads at once: each call computes on its
 * caller's thread. Thread-safe.
 */
public final class OnnxModel implements AutoCloseable {

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final AtomicBoolean closed = new AtomicBoolean();

  private OnnxModel(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /**
   * Loads a model.
   *
   * @param name of the model, for people
   * @param bytes an ONNX file's content, its weights inside
   * @throws EnvironmentException if ONNX Runtime does not load here
   * @throws InputException if it refuses the model
   * @throws CancellationException if it fails while the thread is interrupted
   */
  public static OnnxModel load(String name, byte[] bytes) {
    OrtEnvironment environment = start();
    try (var options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      return new OnnxModel(environment, environment.createSession(bytes, options));
    } catch (OrtException e) {
      if (Thread.currentThread().isInterrupted()) { // at Ctrl-C it ends before this does
        throw new CancellationException("loading " + name + " was interrupted");
      }
      throw new InputException(
          "ONNX Runtime " + environment.getVersion() + " refuses " + name + ": " + line(e),
          "see that it is a whole ONNX file with its weights inside it, not beside it",
          e);
    }
  }

  private static OrtEnvironment start() {
    try {
      Telemetry.off();
      return OrtEnvironment.getEnvironment();
    } catch (LinkageError | RuntimeException e) {
      throw new EnvironmentException(
          "ONNX Runtime does not load: " + Natives.reason(e), Natives.REMEDY, e);
    }
  }

  /** ONNX Runtime's own words in one line. */
  static String line(OrtException e) {
    String text = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
    return text.length() > 300 ? text.substring(0, 300) + " …" : text;
  }

  /** For making tensors. */
  public OrtEnvironment environment() {
    return environment;
  }

  /** For calling. */
  public OrtSession session() {
    return session;
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      session.close();
    } catch (OrtException e) {
      throw new BugException("ONNX Runtime did not close", "please report it", e);
    }
  }
}
