package io.adlib.serve.privacy;

import java.util.List;
import java.util.Set;

/** Somewhere that users' data is kept. Thread-safe. */
public interface PersonalStore {

  /**
   * A user's two names.
   *
   * @param outside as callers know the user
   * @param inside as stores do; the same where names are not hashed
   */
  record Names(String outside, String inside) {

    /** Both, or the one. */
    public Set<String> all() {
      return outside.equals(inside) ? Set.of(inside) : Set.of(outside, inside);
    }
  }

  /** What it is called in the answer. */
  String name();

  /**
   * Deletes all that is kept of a user; durable on return.
   *
   * @return how many things went, such as events or files
   */
  long forget(Names user);

  /** Looks whether anything is left; the places where it is. */
  List<String> left(Names user);
}
