package io.adlib.encode.item;

import io.adlib.core.Progress;
import io.adlib.encode.Encoder;
import io.adlib.encode.image.Absence;
import io.adlib.encode.image.ImageFile;
import io.adlib.encode.image.ImageFolder;
import io.adlib.encode.image.Picture;
import java.util.ArrayList;
import java.util.List;

/**
 * The encoder of pictures and where they are.
 *
 * @param encoder closed with the {@link ItemEncoder} that it belongs to
 * @param folder of the pictures
 */
public record ImagePart(Encoder<ImageFile> encoder, ImageFolder folder) {

  /** Image vectors {@code [items, E]}, zeros where there is none, and how many there are. */
  record Vectors(float[] vectors_NE, ImageReport report) {}

  Vectors encode(List<Item> items, Progress progress) {
    List<Picture> pictures = items.stream().map(item -> folder.find(item.image())).toList();
    var files = new ArrayList<ImageFile>();
    for (Picture picture : pictures) {
      if (picture instanceof Picture.Found(ImageFile file)) {
        files.add(file);
      }
    }
    float[] found = encoder.encode(files, progress);
    int e = encoder.dimension();
    float[] out_NE = new float[Math.multiplyExact(items.size(), e)];
    var counter = new ImageReport.Counter();
    int next = 0;
    for (int i = 0; i < items.size(); i++) {
      switch (pictures.get(i)) {
        case Picture.Absent(Absence why) -> counter.absent(items.get(i), why);
        case Picture.Found _ -> {
          System.arraycopy(found, next * e, out_NE, i * e, e);
          if (isZero(found, next * e, e)) {
            counter.absent(items.get(i), Absence.UNREADABLE);
          } else {
            counter.found();
          }
          next++;
        }
      }
    }
    return new Vectors(out_NE, counter.report());
  }

  private static boolean isZero(float[] rows, int at, int e) {
    for (int j = at; j < at + e; j++) {
      if (rows[j] != 0) {
        return false;
      }
    }
    return true;
  }
}
