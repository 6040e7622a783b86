package io.adlib.serve.state;

import io.adlib.market.pacing.PacingMemory;
import java.time.LocalDate;

/** What pacing remembers of one campaign, as bytes. */
final class PacingCodec {

  private static final int VERSION = 1;

  private PacingCodec() {}

  static byte[] encode(PacingMemory memory) {
    var out =
        new Encoder()
            .octet(VERSION)
            .text(memory.campaign())
            .number(memory.day().toEpochDay())
            .real(memory.probability())
            .real(memory.value())
            .real(memory.daily());
    for (int slot = 0; slot < PacingMemory.SLOTS; slot++) {
      out.real(memory.share()[slot]).number(memory.today()[slot]);
    }
    return out.bytes();
  }

  static PacingMemory decode(byte[] bytes) {
    return Decoder.read(
        bytes,
        "a campaign's pacing",
        in -> {
          if (in.octet() != VERSION) {
            throw new IllegalArgumentException("unknown version");
          }
          String campaign = in.text();
          LocalDate day = LocalDate.ofEpochDay(in.number());
          double probability = in.real();
          double value = in.real();
          double daily = in.real();
          double[] share = new double[PacingMemory.SLOTS];
          long[] today = new long[PacingMemory.SLOTS];
          for (int slot = 0; slot < PacingMemory.SLOTS; slot++) {
            share[slot] = in.real();
            today[slot] = in.number();
          }
          return new PacingMemory(campaign, day, probability, value, daily, share, today);
        });
  }
}
