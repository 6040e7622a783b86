package io.adlib.serve.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body no longer than allowed, or the knowledge that it was longer. What is too much is read and
 * forgotten, so that the client hears the answer instead of a broken pipe.
 *
 * @param bytes what was kept
 * @param isTooLong whether there was more than allowed
 * @param ended whether the end was reached, so that the connection can be used again
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record BoundedBody(byte[] bytes, boolean isTooLong, boolean ended) {

  static final BoundedBody NONE = new BoundedBody(new byte[0], false, true);

  /** Beyond this many bytes a client that sends too much is cut off instead of heard out. */
  private static final long PATIENCE = 64L << 20;

  /** Reads a body that is said to have {@code declared} bytes, 0 if unknown. */
  static BoundedBody read(InputStream in, long declared, int limit) throws IOException {
    byte[] buffer = new byte[8192];
    if (declared > limit) {
      return new BoundedBody(new byte[0], true, drain(in, buffer));
    }
    var kept = new ByteArrayOutputStream((int) Math.max(512, declared));
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (kept.size() + n > limit) {
        return new BoundedBody(new byte[0], true, drain(in, buffer));
      }
      kept.write(buffer, 0, n);
    }
    return new BoundedBody(kept.toByteArray(), false, true);
  }

  private static boolean drain(InputStream in, byte[] buffer) throws IOException {
    long seen = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      seen += n;
      if (seen > PATIENCE) {
        return false;
      }
    }
    return true;
  }
}
