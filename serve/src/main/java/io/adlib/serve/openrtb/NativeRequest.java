package io.adlib.serve.openrtb;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/**
 * A native request (OpenRTB Dynamic Native Ads 1.2, section 4), with or without the outer {@code
 * native} object that 1.0 had.
 */
record NativeRequest(
    @JsonProperty("native") Optional<NativeRequest> inner, Optional<List<Asset>> assets) {

  /** The assets asked for. */
  List<Asset> wanted() {
    return inner.map(NativeRequest::wanted).orElseGet(() -> assets.orElse(List.of()));
  }

  /** Something the ad is to be made of. */
  record Asset(
      Optional<Integer> id,
      Optional<Integer> required,
      Optional<Title> title,
      Optional<Image> img,
      Optional<Data> data) {}

  /** A headline of at most so many characters. */
  record Title(Optional<Integer> len) {}

  /** A picture: type 1 icon, 3 main. */
  record Image(
      Optional<Integer> type,
      Optional<Integer> w,
      Optional<Integer> h,
      Optional<Integer> wmin,
      Optional<Integer> hmin) {}

  /** A text: type 1 sponsored by, 2 description, 6 price. */
  record Data(Optional<Integer> type, Optional<Integer> len) {}
}
