package io.adlib.encode.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** A model that does not load because the process ends is not to blame for it. */
class InterruptedLoadTest {

  @Test
  void aModelIsRefusedUnlessTheLoadWasInterrupted() {
    byte[] none = {1, 2, 3};
    assertThatThrownBy(() -> OnnxModel.load("none", none)).isInstanceOf(InputException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> OnnxModel.load("none", none))
        .isInstanceOf(CancellationException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
