package io.adlib.encode.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplingTest {

  @Test
  void halvingWeighsThreeNeighboursAsPillowDoes() {
    float[] halved = Resampling.BILINEAR.resize(new float[] {8, 4, 20, 0}, 4, 1, 2, 1);
    assertThat(halved[0]).isCloseTo((.75f * 8 + .75f * 4 + .25f * 20) / 1.75f, within(1e-4f));
    assertThat(halved[1]).isCloseTo((.25f * 4 + .75f * 20) / 1.75f, within(1e-4f));
  }

  @ParameterizedTest
  @EnumSource
  void theSameSizeIsTheSamePicture(Resampling filter) {
    float[] plane = {1, 2, 3, 4, 5, 6};
    assertThat(filter.resize(plane, 3, 2, 3, 2)).containsExactly(plane, within(1e-5f));
  }

  @Property(tries = 60)
  void oneColourStaysThatColour(
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int toWidth,
      @ForAll @IntRange(min = 1, max = 40) int toHeight) {
    float[] plane = new float[width * height];
    java.util.Arrays.fill(plane, 77);
    for (Resampling filter : Resampling.values()) {
      float[] resized = filter.resize(plane, width, height, toWidth, toHeight);
      assertThat(resized).hasSize(toWidth * toHeight);
      for (float value : resized) {
        assertThat(value).isCloseTo(77, within(1e-3f));
      }
    }
  }

  @Property(tries = 40)
  void rowsAndColumnsAreTreatedAlike(
      @ForAll @IntRange(min = 1, max = 20) int width, @ForAll @IntRange(min = 1, max = 20) int to) {
    float[] line = new float[width];
    for (int i = 0; i < width; i++) {
      line[i] = i * i % 17;
    }
    assertThat(Resampling.BICUBIC.resize(line, width, 1, to, 1))
        .isEqualTo(Resampling.BICUBIC.resize(line, 1, width, 1, to));
  }
}
