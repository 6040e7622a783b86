package io.adlib.kernel.bpe;

/**
 * GPT-2's letters for bytes: one visible character for each, so that tokens of any bytes can stand
 * in a text file. Visible bytes stand for themselves, the others for U+0100 and on.
 */
final class ByteAlphabet {

  private static final char[] LETTER = new char[256];
  private static final int[] BYTE = new int[0x200];

  static {
    java.util.Arrays.fill(BYTE, -1);
    int next = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean visible = (b > 0x20 && b < 0x7f) || (b > 0xa0 && b != 0xad);
      LETTER[b] = (char) (visible ? b : next++);
      BYTE[LETTER[b]] = b;
    }
  }

  private ByteAlphabet() {}

  /** The letter of a byte, 0 to 255. */
  static char letter(int b) {
    return LETTER[b];
  }

  static String letters(byte[] bytes) {
    char[] letters = new char[bytes.length];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = LETTER[bytes[i] & 0xff];
    }
    return new String(letters);
  }

  /** Whether a text consists of such letters. */
  static boolean canRead(String letters) {
    return letters.chars().allMatch(c -> c < BYTE.length && BYTE[c] >= 0);
  }

  /** The bytes of letters. */
  static byte[] bytes(String letters) {
    byte[] bytes = new byte[letters.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) BYTE[letters.charAt(i)];
    }
    return bytes;
  }
}
