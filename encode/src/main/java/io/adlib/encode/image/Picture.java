package io.adlib.encode.image;

/** What became of an item's picture when it was looked for. */
public sealed interface Picture {

  /** It is there, and of a size that may be decoded. */
  record Found(ImageFile file) implements Picture {}

  /** It cannot be had. */
  record Absent(Absence why) implements Picture {}
}
