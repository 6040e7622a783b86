package io.adlib.encode.image;

/** Why an item has no image vector. */
public enum Absence {
  /** It names no picture, which is nobody's mistake. */
  NONE("names no picture"),
  /** URLs are never fetched. */
  REMOTE("is a URL, and URLs are not fetched"),
  /** A path such as {@code ../secret.png}. */
  OUTSIDE("lies outside the pictures' folder"),
  /** There is no such file. */
  MISSING("is not there"),
  /** More bytes or pixels than allowed: a decompression bomb, or a mistake. */
  TOO_LARGE("has more bytes or pixels than encode.max_megapixels allows"),
  /** Neither JPEG nor PNG, or damaged. */
  UNREADABLE("is no JPEG or PNG that can be read");

  private final String text;

  Absence(String text) {
    this.text = text;
  }

  /** Completes a sentence that begins with the picture's name. */
  public String text() {
    return text;
  }
}
