package io.adlib.serve.ad;

import io.adlib.core.Ad;
import io.adlib.core.EnvironmentException;
import java.util.List;

/** The encoder as far as new ads need it. Thread-safe. */
public interface AdVectors {

  /** For a server that has no encoder: ads can be withdrawn, but not added. */
  AdVectors NONE =
      new AdVectors() {
        @Override
        public String encoder() {
          return "none";
        }

        @Override
        public float[] of(List<Ad> ads) {
          throw new EnvironmentException(
              "this server was started without an encoder", "start it with: adlib serve");
        }
      };

  /** Names what makes the vectors; it must be what a release's codebooks were made for. */
  String encoder();

  /**
   * A content vector an ad, row-major, in their order.
   *
   * @throws io.adlib.core.EnvironmentException when the machine refuses, such as for want of a
   *     native library
   */
  float[] of(List<Ad> ads);
}
