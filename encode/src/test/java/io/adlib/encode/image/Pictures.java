package io.adlib.encode.image;

import io.adlib.core.Seed;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Pictures for tests. */
public final class Pictures {

  private Pictures() {}

  /** Colourful blocks, the same for the same seed. */
  public static Path write(Path file, String format, int width, int height, long seed)
      throws IOException {
    RandomGenerator random = new Seed(seed).generator();
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] colours = random.ints(64, 0, 1 << 24).toArray();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, colours[y * 8 / height * 8 + x * 8 / width]);
      }
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (!ImageIO.write(image, format, file.toFile())) {
      throw new IOException("no writer of " + format);
    }
    return file;
  }

  /** A PNG of a few bytes whose header claims so many pixels. */
  public static Path bomb(Path file, int width, int height) throws IOException {
    var header = new ByteArrayOutputStream();
    var ihdr = new DataOutputStream(header);
    ihdr.writeBytes("IHDR");
    ihdr.writeInt(width);
    ihdr.writeInt(height);
    ihdr.write(new byte[] {8, 2, 0, 0, 0});
    var crc = new CRC32();
    crc.update(header.toByteArray());
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeLong(0x89504e470d0a1a0aL);
    out.writeInt(13);
    out.write(header.toByteArray());
    out.writeInt((int) crc.getValue());
    return Files.write(file, bytes.toByteArray());
  }
}
