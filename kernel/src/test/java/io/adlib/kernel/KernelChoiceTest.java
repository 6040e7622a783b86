package io.adlib.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.InputException;
import org.junit.jupiter.api.Test;

class KernelChoiceTest {

  @Test
  void takesTheVectorApiWhereItIsThereAndSaysWhy() {
    KernelChoice choice = KernelChoice.choose("");
    assertThat(choice.kernels().name()).startsWith("vector-");
    assertThat(choice.reason()).contains("-bit vectors");
  }

  @Test
  void obeysAWish() {
    assertThat(KernelChoice.choose("scalar").kernels().name()).isEqualTo("scalar");
    assertThat(KernelChoice.choose("vector").kernels().name()).startsWith("vector-");
    assertThatThrownBy(() -> KernelChoice.choose("quantum")).isInstanceOf(InputException.class);
  }

  @Test
  void isMadeOnce() {
    assertThat(KernelChoice.best()).isSameAs(KernelChoice.made().kernels());
  }
}
