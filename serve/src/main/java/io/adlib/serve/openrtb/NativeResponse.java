package io.adlib.serve.openrtb;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;

/** A native ad (OpenRTB Dynamic Native Ads 1.2, section 5), as it stands in a bid's {@code adm}. */
record NativeResponse(@JsonProperty("native") Body body) {

  record Body(String ver, List<Asset> assets, Link link) {}

  record Asset(
      int id, int required, Optional<Title> title, Optional<Image> img, Optional<Data> data) {}

  record Title(String text) {}

  record Image(int type, String url) {}

  record Data(int type, String value) {}

  record Link(String url) {}
}
