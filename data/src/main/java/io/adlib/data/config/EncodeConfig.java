package io.adlib.data.config;

import java.util.List;

/**
 * From ads and contents to vectors.
 *
 * @param model which text encoder
 * @param batch texts a model call
 * @param threads 0 for all cores
 * @param textFrom {@code raw}, {@code summary} or {@code tags}
 * @param summaries a JSON Lines file, relative to the workspace; {@code latest} for the newest that
 *     {@code adlib enrich} made
 * @param imageModel an ONNX file, relative to the workspace; {@code none} for texts alone
 * @param images the folder of pictures, relative to the workspace
 * @param maxMegapixels a picture with more is not decoded
 * @param textWeight the text's share of the distance between two items
 * @param imageWeight the image's
 * @param whiten {@code none}, {@code pca} or {@code zca}
 * @param dimensions of a vector whitened by PCA; 0 for all
 * @param shrinkage of whitening
 */
public record EncodeConfig(
    String model,
    int batch,
    int threads,
    String textFrom,
    String summaries,
    String imageModel,
    String images,
    int maxMegapixels,
    double textWeight,
    double imageWeight,
    String whiten,
    int dimensions,
    double shrinkage) {

  /** The word for an image model that is not wanted. */
  public static final String NO_MODEL = "none";

  /** The word for the newest summaries that were made here. */
  public static final String LATEST = "latest";

  static EncodeConfig of(Section s) {
    return new EncodeConfig(
        s.oneOf("model", "minilm", List.of("minilm"), "The text encoder"),
        s.integer("batch", 1, 1, 1024, "Texts a model call; with one a text's vector is its own"),
        s.integer("threads", 0, 0, 256, "Threads; 0 uses all cores"),
        s.oneOf(
            "text_from",
            "raw",
            List.of("raw", "summary", "tags"),
            "What the text encoder reads of an item: its raw text, or the summary that a language"
                + " model wrote, or the raw text and the tags that it wrote, where there are any"),
        s.text(
            "summaries",
            LATEST,
            "Where summaries are: a file of JSON Lines such as {\"id\": \"ad-1\", \"summary\":"
                + " \"...\"}, or latest for what adlib enrich made last"),
        s.text(
            "image_model",
            NO_MODEL,
            "An image encoder as an ONNX file, in this folder or at a full path; or none"),
        s.text("images", "data/images", "The folder that ads' relative image paths lead into"),
        s.integer("max_megapixels", 50, 1, 1000, "An image of more million pixels is not decoded"),
        s.number("text_weight", 1, 0, 1000, "The text's share of the distance between two items"),
        s.number(
            "image_weight", 1, 0, 1000, "The image's share of it, where an image model is set"),
        s.oneOf(
            "whiten",
            "none",
            List.of("none", "pca", "zca"),
            "Whether all directions of the vectors are made to count alike"),
        s.integer("dimensions", 0, 0, 65_536, "Length of a vector whitened by pca; 0 keeps all"),
        s.number(
            "shrinkage",
            0.1,
            0,
            1,
            "Whitening: with 0 every direction counts fully alike, with 1 nothing changes"));
  }

  /** Whether pictures are encoded. */
  public boolean hasImages() {
    return !imageModel.equals(NO_MODEL);
  }

  /** Whether tags stand behind raw texts. */
  public boolean withTags() {
    return textFrom.equals("tags");
  }

  /** Whether summaries stand in for raw texts. */
  public boolean fromSummaries() {
    return textFrom.equals("summary");
  }
}
