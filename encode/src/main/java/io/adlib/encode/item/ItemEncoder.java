package io.adlib.encode.item;

import io.adlib.core.InputException;
import io.adlib.core.Progress;
import io.adlib.encode.Encoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns an ad or a content into its one vector: its text's, or text and image joined and whitened
 * as a catalogue taught. A new item gets the vector it would have got in that catalogue. Kept in a
 * folder, see {@link ItemEncoderFolder}; a release carries it. Thread-safe.
 */
public final class ItemEncoder implements AutoCloseable {

  private final Encoder<String> text;
  private final Optional<ImagePart> images;
  private final Fusion fusion;

  ItemEncoder(Encoder<String> text, Optional<ImagePart> images, Fusion fusion) {
    this.text = text;
    this.images = images;
    this.fusion = fusion;
  }

  /**
   * Opens what {@link #save} wrote.
   *
   * @param folder of the encoder, in an artifact or a release
   * @param pictures the folder that items' relative image paths lead into
   * @param threads model calls at a time
   */
  public static ItemEncoder open(Path folder, Path pictures, int threads) {
    return ItemEncoderFolder.open(folder, pictures, threads);
  }

  /**
   * Vectors with what there is to say of their pictures.
   *
   * @param vectors_NK row-major, each of L2 norm 1
   * @param images empty if no image encoder is in use
   */
  public record Encoded(float[] vectors_NK, Optional<ImageReport> images) {}

  /** An encoder that has learned from a catalogue, with the catalogue's own vectors. */
  public record Fitted(ItemEncoder encoder, Encoded encoded) {}

  /**
   * Learns from a catalogue how to join and whiten.
   *
   * @param text closed with the result, as the images' is
   * @throws InputException if there are no items
   */
  public static Fitted fit(
      List<Item> items,
      Encoder<String> text,
      Optional<ImagePart> images,
      FusionSettings settings,
      Progress progress) {
    if (items.isEmpty()) {
      throw new InputException(
          "there are no ads or contents to encode", "import some with: adlib import");
    }
    Blocks blocks = blocks(items, text, images, progress);
    Fusion fusion =
        Fusion.fit(settings, blocks.text_ND(), blocks.image_NE(), items.size(), progress);
    float[] vectors_NK = fusion.apply(blocks.text_ND(), blocks.image_NE(), items.size());
    return new Fitted(
        new ItemEncoder(text, images, fusion), new Encoded(vectors_NK, blocks.report()));
  }

  /** Text and image vectors, before they are joined. */
  private record Blocks(float[] text_ND, float[] image_NE, Optional<ImageReport> report) {}

  private static Blocks blocks(
      List<Item> items, Encoder<String> text, Optional<ImagePart> images, Progress progress) {
    float[] text_ND = text.encode(items.stream().map(Item::text).toList(), progress);
    Optional<ImagePart.Vectors> found = images.map(part -> part.encode(items, progress));
    return new Blocks(
        text_ND,
        found.map(ImagePart.Vectors::vectors_NE).orElse(new float[0]),
        found.map(ImagePart.Vectors::report));
  }

  /** K, the length of a vector. */
  public int dimension() {
    return fusion.dimension();
  }

  /** Names the encoders and their settings, for people. */
  public Map<String, String> fingerprints() {
    return images.isEmpty()
        ? Map.of("encoder", text.fingerprint())
        : Map.of(
            "encoder", text.fingerprint(), "image_encoder", images.get().encoder().fingerprint());
  }

  /** The vectors of some items, in their order. */
  public Encoded encode(List<Item> items, Progress progress) {
    Blocks blocks = blocks(items, text, images, progress);
    return new Encoded(
        fusion.apply(blocks.text_ND(), blocks.image_NE(), items.size()), blocks.report());
  }

  /** The vector of one item. */
  public float[] encode(Item item) {
    return encode(List.of(item), Progress.SILENT).vectors_NK();
  }

  /**
   * Writes all that {@link #open} needs into a new folder.
   *
   * @param textSettings of the text encoder
   * @param imageModel the image encoder's ONNX file, if one is in use; it is copied
   * @param maxPixels of a picture
   */
  public void save(
      Path folder,
      io.adlib.encode.text.MiniLmSettings textSettings,
      Optional<Path> imageModel,
      long maxPixels) {
    ItemEncoderFolder.save(folder, textSettings, text.fingerprint(), fusion, imageModel, maxPixels);
  }

  @Override
  public void close() {
    text.close();
    images.ifPresent(part -> part.encoder().close());
  }
}
