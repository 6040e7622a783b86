package io.adlib.encode.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFolderTest {

  @TempDir Path root;
  private Path folder;
  private ImageFolder pictures;

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectories(root.resolve("images"));
    pictures = new ImageFolder(folder, 1_000_000);
    Pictures.write(folder.resolve("sub/shoe.jpg"), "jpg", 40, 30, 1);
    Pictures.write(root.resolve("secret.png"), "png", 40, 30, 2);
  }

  private static Picture absent(Absence why) {
    return new Picture.Absent(why);
  }

  @Test
  void aRelativePathIsFoundUnderTheFolderAndNamedByItsContent() throws IOException {
    Files.copy(folder.resolve("sub/shoe.jpg"), folder.resolve("copy with spaces.bin"));
    assertThat(pictures.find("sub/shoe.jpg"))
        .isInstanceOfSatisfying(
            Picture.Found.class,
            first ->
                assertThat(pictures.find("copy with spaces.bin"))
                    .isInstanceOfSatisfying(
                        Picture.Found.class,
                        copy -> assertThat(copy.file().sha256()).isEqualTo(first.file().sha256())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "'' NONE",
        "https://shop.example/a.jpg REMOTE",
        "HTTP://shop.example/a.jpg REMOTE",
        "//shop.example/a.jpg REMOTE",
        "file:///etc/passwd REMOTE",
        "data:image/png;base64,AAAA REMOTE",
        "../secret.png OUTSIDE",
        "sub/../../secret.png OUTSIDE",
        "/etc/passwd OUTSIDE",
        "sub MISSING",
        "sub/none.jpg MISSING",
      })
  void whatCannotBeHadSaysWhy(String name, Absence why) {
    assertThat(pictures.find(name)).isEqualTo(absent(why));
  }

  @Test
  void aLinkThatLeadsOutIsOutside() throws IOException {
    Files.createSymbolicLink(folder.resolve("link.png"), root.resolve("secret.png"));
    assertThat(pictures.find("link.png")).isEqualTo(absent(Absence.OUTSIDE));
  }

  @Test
  void aDecompressionBombIsRefusedByItsHeader() throws IOException {
    Pictures.bomb(folder.resolve("bomb.png"), 100_000, 100_000);
    assertThat(pictures.find("bomb.png")).isEqualTo(absent(Absence.TOO_LARGE));
  }

  @Test
  void whatIsNoJpegOrPngIsUnreadable() throws IOException {
    Pictures.write(folder.resolve("a.gif"), "gif", 20, 20, 3);
    Files.writeString(folder.resolve("page.jpg"), "<html>not found</html>");
    Files.write(folder.resolve("empty.png"), new byte[0]);
    for (String name : new String[] {"a.gif", "page.jpg", "empty.png"}) {
      assertThat(pictures.find(name)).as(name).isEqualTo(absent(Absence.UNREADABLE));
    }
  }

  @Test
  void aFileCutAnywhereIsEitherRefusedOrDecodedButNeverThrows() throws IOException {
    for (String format : new String[] {"jpg", "png"}) {
      Path whole = Pictures.write(folder.resolve("whole." + format), format, 40, 30, 4);
      byte[] bytes = Files.readAllBytes(whole);
      for (int length = 0; length < bytes.length; length += 7) {
        Path cut = Files.write(folder.resolve("cut." + format), Arrays.copyOf(bytes, length));
        if (pictures.find("cut." + format) instanceof Picture.Found) {
          ImageDecoder.decode(cut).ifPresent(pixels -> assertThat(pixels.rgb()).hasSize(40 * 30));
        }
      }
      assertThat(ImageDecoder.decode(whole)).isPresent();
    }
  }

  @Test
  void aNameThatNoFileCanHaveIsMissing() {
    assertThat(pictures.find("a\0b.jpg")).isEqualTo(absent(Absence.MISSING));
  }

  @Test
  void aFolderThatIsNotThereHasNoPictures() {
    assertThat(new ImageFolder(root.resolve("none"), 100).find("a.jpg"))
        .isEqualTo(absent(Absence.MISSING));
  }
}
