package io.adlib.sid.format;

import io.adlib.kernel.safetensors.SafetensorsFile;
import io.adlib.kernel.safetensors.Tensor;
import io.adlib.sid.IntTable;
import io.adlib.sid.ItemNames;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Ids in a mapped file: their bytes one after the other, where each ends, and a table of slots by
 * hash, in which an id's item stands in the first free slot from its own on. Nothing of it is on
 * the heap.
 *
 * @param bytes all ids in UTF-8
 * @param ends where each ends, eight bytes a number
 * @param slots items, −1 where there is none; a power of two of them
 */
record MappedNames(MemorySegment bytes, MemorySegment ends, IntTable slots) implements ItemNames {

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  MappedNames {
    if (Integer.bitCount(slots.size()) != 1 || slots.size() <= ends.byteSize() / Long.BYTES) {
      throw new IllegalArgumentException(slots.size() + " slots");
    }
  }

  /** Of an opened file, which must last. */
  static MappedNames of(SafetensorsFile file) {
    return new MappedNames(
        file.tensor("ids").data(),
        file.tensor("id_ends").data(),
        new IntTable(file.tensor("index").data()));
  }

  /** The slots of some ids. */
  static Tensor index(List<String> ids) {
    int[] slots = new int[Integer.highestOneBit(Math.max(1, ids.size() + ids.size() / 2)) * 2];
    Arrays.fill(slots, -1);
    for (int item = 0; item < ids.size(); item++) {
      int slot = slot(ids.get(item), slots.length);
      while (slots[slot] >= 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = item;
    }
    return Tensor.of("index", slots, slots.length);
  }

  private static int slot(String id, int slots) {
    int mixed = id.hashCode() * 0x9e3779b9;
    return (mixed ^ (mixed >>> 15)) & (slots - 1);
  }

  @Override
  public int size() {
    return (int) (ends.byteSize() / Long.BYTES);
  }

  private long end(int item) {
    return item < 0 ? 0 : ends.get(LONG, (long) item * Long.BYTES);
  }

  private MemorySegment name(int item) {
    long from = end(item - 1);
    return bytes.asSlice(from, end(item) - from);
  }

  @Override
  public String get(int item) {
    return new String(name(item).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  @Override
  public int indexOf(String id) {
    MemorySegment wanted = MemorySegment.ofArray(id.getBytes(StandardCharsets.UTF_8));
    int slot = slot(id, slots.size());
    for (int item = slots.get(slot); item >= 0; item = slots.get(slot)) {
      if (name(item).mismatch(wanted) < 0) {
        return item;
      }
      slot = (slot + 1) & (slots.size() - 1);
    }
    return -1;
  }
}
