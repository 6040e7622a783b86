package io.adlib.serve.openrtb;

import io.adlib.core.Ad;
import io.adlib.serve.json.Amount;
import io.adlib.serve.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An ad as a banner's HTML or as a native ad's JSON. */
final class Markup {

  private static final int ICON = 1;
  private static final int MAIN = 3;
  private static final int SPONSORED = 1;
  private static final int DESCRIPTION = 2;
  private static final int PRICE = 6;

  private Markup() {}

  static String banner(Ad ad, String clickUrl) {
    String picture =
        ad.image().isBlank()
            ? ""
            : "<img src=\"" + escape(ad.image()) + "\" alt=\"\" style=\"max-width:100%\">";
    return "<a href=\""
        + escape(clickUrl)
        + "\" target=\"_blank\" rel=\"noopener sponsored\">"
        + picture
        + "<strong>"
        + escape(ad.title())
        + "</strong> <span>"
        + escape(ad.description())
        + "</span></a>";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** The native ad, or nothing if it lacks something required. */
  static Optional<String> nativeAd(Ad ad, List<NativeRequest.Asset> wanted, String clickUrl) {
    var assets = new ArrayList<NativeResponse.Asset>();
    for (NativeRequest.Asset asset : wanted) {
      boolean required = asset.required().filter(r -> r == 1).isPresent();
      Optional<NativeResponse.Asset> filled = fill(ad, asset, required ? 1 : 0);
      if (filled.isPresent()) {
        assets.add(filled.get());
      } else if (required) {
        return Optional.empty();
      }
    }
    var body = new NativeResponse.Body("1.2", assets, new NativeResponse.Link(clickUrl));
    return Optional.of(Json.text(new NativeResponse(body)));
  }

  private static Optional<NativeResponse.Asset> fill(
      Ad ad, NativeRequest.Asset asset, int required) {
    int id = asset.id().orElse(0);
    if (asset.title().isPresent()) {
      String text = cut(ad.title(), asset.title().get().len());
      return Optional.of(
          new NativeResponse.Asset(
              id,
              required,
              Optional.of(new NativeResponse.Title(text)),
              Optional.empty(),
              Optional.empty()));
    }
    if (asset.img().isPresent()) {
      int type = asset.img().get().type().orElse(MAIN);
      return Optional.of(ad.image())
          .filter(url -> !url.isBlank() && (type == MAIN || type == ICON))
          .map(
              url ->
                  new NativeResponse.Asset(
                      id,
                      required,
                      Optional.empty(),
                      Optional.of(new NativeResponse.Image(type, url)),
                      Optional.empty()));
    }
    return asset
        .data()
        .flatMap(
            data -> {
              int type = data.type().orElse(0);
              return text(ad, type)
                  .filter(text -> !text.isBlank())
                  .map(text -> new NativeResponse.Data(type, cut(text, data.len())));
            })
        .map(
            data ->
                new NativeResponse.Asset(
                    id, required, Optional.empty(), Optional.empty(), Optional.of(data)));
  }

  private static Optional<String> text(Ad ad, int type) {
    return switch (type) {
      case SPONSORED -> Optional.of(ad.brand());
      case DESCRIPTION -> Optional.of(ad.description());
      case PRICE -> ad.price().map(p -> Amount.decimal(p).toPlainString() + " " + p.currency());
      default -> Optional.empty();
    };
  }

  /** The text, no longer than asked, cut at a word where that is possible. */
  private static String cut(String text, Optional<Integer> longest) {
    int len = longest.filter(n -> n > 0).orElse(Integer.MAX_VALUE);
    if (text.length() <= len) {
      return text;
    }
    int space = text.lastIndexOf(' ', len);
    return text.substring(0, space > len / 2 ? space : len);
  }
}
