package io.adlib.sid.feature;

import io.adlib.core.BugException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives features their places while a {@link FeatureSet} is built. */
final class Slots {

  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private int dense;

  /** A feature of hashed rows only. */
  Slot hashed(String name) {
    return put(new Slot(name, FeatureRow.mix(name.hashCode()), -1));
  }

  /** A feature with a dense value, and hashed rows. */
  Slot dense(String name) {
    return put(new Slot(name, FeatureRow.mix(name.hashCode()), dense++));
  }

  private Slot put(Slot slot) {
    if (slots.putIfAbsent(slot.name(), slot) != null) {
      throw new BugException("two features are called " + slot.name(), "report this");
    }
    return slot;
  }

  int denseCount() {
    return dense;
  }

  List<String> names() {
    return List.copyOf(slots.keySet());
  }
}
