package io.adlib.serve.state;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Locks by name, a fixed number of them shared by all names. Several are taken in one order, so
 * that two threads never wait for each other. Thread-safe.
 */
final class StripedLocks {

  private static final int STRIPES = 1024;

  private final Lock[] locks =
      IntStream.range(0, STRIPES).mapToObj(_ -> new ReentrantLock()).toArray(Lock[]::new);

  /** What is held until it is closed. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /** The name of the lock that guards a user's record. */
  static String user(String id) {
    return "u/" + id;
  }

  /** The name of the lock under which an event id is looked up and taken. */
  static String event(String id) {
    return "e/" + id;
  }

  /** The name of the lock that guards a request's exposure and what is billed for it. */
  static String request(String id) {
    return "r/" + id;
  }

  /** Takes the locks of all names. */
  Held lock(Stream<String> names) {
    int[] stripes =
        names
            .mapToInt(name -> Math.floorMod(name.hashCode() * 0x9e3779b9, STRIPES))
            .sorted()
            .distinct()
            .toArray();
    for (int stripe : stripes) {
      locks[stripe].lock();
    }
    return () -> {
      for (int stripe : stripes) {
        locks[stripe].unlock();
      }
    };
  }
}
