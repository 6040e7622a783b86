package io.adlib.encode.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEG and PNG to pixels by the JDK's own readers, without a display. The kind is told by the
 * content, not by the name. EXIF orientation is not looked at.
 */
final class ImageDecoder {

  private static final Set<String> FORMATS = Set.of("jpeg", "png");

  /** Above this every second, third … pixel is read, so that memory stays bounded. */
  private static final long WHOLE_PIXELS = 8_000_000;

  private ImageDecoder() {}

  /** A picture's size, as its header says. */
  record Size(int width, int height) {
    long pixels() {
      return (long) width * height;
    }
  }

  /** Reads the header alone; empty if it is no JPEG or PNG. */
  static Optional<Size> size(Path file) throws IOException {
    return read(file, (reader, size) -> size);
  }

  /** Reads the pixels; empty if it is no JPEG or PNG, or a damaged one. */
  static Optional<Pixels> decode(Path file) throws IOException {
    return read(file, ImageDecoder::pixels);
  }

  @FunctionalInterface
  private interface Reading<T> {
    T of(ImageReader reader, Size size) throws IOException;
  }

  private static <T> Optional<T> read(Path file, Reading<T> reading) throws IOException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(Files.newInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      while (readers.hasNext()) {
        ImageReader reader = readers.next();
        try {
          if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
            reader.setInput(in, true, true);
            return Optional.of(
                reading.of(reader, new Size(reader.getWidth(0), reader.getHeight(0))));
          }
        } finally {
          reader.dispose();
        }
      }
      return Optional.empty();
    } catch (java.nio.file.FileSystemException refused) {
      throw refused;
    } catch (IOException | RuntimeException _) {
      // the readers meet damage with any of IIOException, EOF, IllegalArgument, CMM, index errors
      return Optional.empty();
    }
  }

  private static Pixels pixels(ImageReader reader, Size size) throws IOException {
    int step = (int) Math.ceil(Math.sqrt((double) size.pixels() / WHOLE_PIXELS));
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceSubsampling(Math.max(1, step), Math.max(1, step), 0, 0);
    BufferedImage image = reader.read(0, param);
    var flat = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = flat.createGraphics();
    try {
      canvas.setColor(Color.WHITE);
      canvas.fillRect(0, 0, flat.getWidth(), flat.getHeight());
      canvas.drawImage(image, 0, 0, null);
    } finally {
      canvas.dispose();
    }
    int[] rgb = flat.getRGB(0, 0, flat.getWidth(), flat.getHeight(), null, 0, flat.getWidth());
    return new Pixels(flat.getWidth(), flat.getHeight(), rgb);
  }
}
