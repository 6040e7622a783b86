package io.adlib.serve.privacy;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A string of the IAB Tech Lab's Global Privacy Platform (Consent String Specification 1.0): a
 * header that lists sections, and the sections, between tildes. Immutable and thread-safe.
 *
 * @param sections by their registered number
 */
record GppString(Map<Integer, String> sections) {

  private static final int TYPE = 3;
  private static final int VERSION = 1;
  private static final int LONGEST = 20_000;
  private static final int MOST_SECTIONS = 1_000;

  private static final int TCF_EU = 2;
  private static final int US_PRIVACY = 6;
  private static final int US_NATIONAL = 7;

  GppString {
    sections = Map.copyOf(sections);
  }

  /** Reads one; empty if it cannot be. */
  static Optional<GppString> read(String text) {
    String[] parts = text.split("~", -1);
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      return Bits.of(parts[0]).flatMap(bits -> read(bits, parts));
    } catch (IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  private static Optional<GppString> read(Bits header, String[] parts) {
    if (header.number(6) != TYPE || header.number(6) != VERSION) {
      return Optional.empty();
    }
    var sections = new TreeMap<Integer, String>();
    int last = 0;
    for (int items = header.number(12); items > 0; items--) {
      boolean range = header.flag();
      int first = last + header.fibonacci();
      last = range ? first + header.fibonacci() : first;
      if (last > MOST_SECTIONS) {
        return Optional.empty();
      }
      for (int id = first; id <= last; id++) {
        if (sections.size() + 1 >= parts.length) {
          return Optional.empty();
        }
        sections.put(id, parts[sections.size() + 1]);
      }
    }
    return sections.size() == parts.length - 1
        ? Optional.of(new GppString(sections))
        : Optional.empty();
  }

  /**
   * Whether personal data may be used under the sections that apply. Each must be there, be one
   * that is read (2 TCF EU v2, 6 US Privacy, 7 US National), and allow it.
   *
   * @param applying numbers of sections; of none, all of the string's apply; 0 and −1 say that none
   *     does
   */
  boolean allowsPersonalData(Collection<Integer> applying) {
    Collection<Integer> ids = applying.isEmpty() ? sections.keySet() : applying;
    return ids.stream().filter(id -> id > 0).allMatch(this::allows);
  }

  private boolean allows(int id) {
    String section = sections.getOrDefault(id, "");
    return switch (id) {
      case TCF_EU -> TcfString.read(section).filter(TcfString::allowsPersonalData).isPresent();
      case US_PRIVACY -> UsString.privacy(section).orElse(false);
      case US_NATIONAL -> UsString.national(section).orElse(false);
      default -> false;
    };
  }
}
