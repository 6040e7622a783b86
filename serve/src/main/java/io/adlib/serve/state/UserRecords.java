package io.adlib.serve.state;

import io.adlib.core.Event;
import io.adlib.core.Thought;
import io.adlib.core.User;
import io.adlib.core.UserState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Users' records, read from the store and remembered. Whoever changes a user holds the user's lock
 * from reading to {@link #remember}, so a reader never brings an old record back. Thread-safe.
 */
final class UserRecords {

  private static final int SHARDS = 64;

  private final StateStore store;
  private final StripedLocks locks;
  private final Shard[] shards;

  /** Records in order of last use; guarded by itself. */
  private static final class Shard extends LinkedHashMap<String, UserRecord> {
    private static final long serialVersionUID = 1;
    private final int room;

    Shard(int room) {
      super(16, .75f, true);
      this.room = room;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, UserRecord> eldest) {
      return size() > room;
    }
  }

  /**
   * @param room users remembered at once
   */
  UserRecords(StateStore store, StripedLocks locks, int room) {
    this.store = store;
    this.locks = locks;
    shards =
        IntStream.range(0, SHARDS)
            .mapToObj(_ -> new Shard(Math.ceilDiv(room, SHARDS)))
            .toArray(Shard[]::new);
  }

  UserRecord get(String user) {
    Optional<UserRecord> remembered = remembered(user);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    try (var _ = locks.lock(Stream.of(StripedLocks.user(user)))) {
      return getLocked(user);
    }
  }

  /** The same for a caller who holds the user's lock. */
  UserRecord getLocked(String user) {
    Optional<UserRecord> remembered = remembered(user);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    UserRecord record = load(user);
    remember(record);
    return record;
  }

  /** To be called once the record is durable, by the holder of the user's lock. */
  void remember(UserRecord record) {
    String user = record.state().user().id();
    Shard shard = shard(user);
    synchronized (shard) {
      shard.put(user, record);
    }
  }

  /** To be called once nothing of the user is stored, by the holder of the user's lock. */
  void forget(String user) {
    Shard shard = shard(user);
    synchronized (shard) {
      shard.remove(user);
    }
  }

  private Optional<UserRecord> remembered(String user) {
    Shard shard = shard(user);
    synchronized (shard) {
      return Optional.ofNullable(shard.get(user));
    }
  }

  private UserRecord load(String user) {
    byte[] key = key(user);
    Optional<byte[]> stored = store.get(Family.USERS, key);
    if (stored.isEmpty()) {
      return UserRecord.unknown(user);
    }
    Map<String, String> attributes = decode(stored.get());
    var recent = new ArrayList<Event>();
    try (var scan = store.scan(Family.HISTORY, EventCodec.historyPrefix(user))) {
      while (scan.hasNext()) {
        recent.add(EventCodec.decode(scan.next().value()));
      }
    }
    Thought thought =
        store.get(Family.THOUGHTS, key).map(UserRecords::decodeThought).orElse(Thought.NONE);
    var caps = store.get(Family.CAPS, key).map(CappedImpressions::decode);
    return new UserRecord(
        new UserState(new User(user, attributes, thought), recent),
        caps.orElse(CappedImpressions.NONE),
        true);
  }

  static byte[] encode(Map<String, String> attributes) {
    var out = new Encoder().number(attributes.size());
    attributes.forEach((name, value) -> out.text(name).text(value));
    return out.bytes();
  }

  private static Map<String, String> decode(byte[] bytes) {
    return Decoder.read(
        bytes,
        "a user's attributes",
        in -> {
          var attributes = new TreeMap<String, String>();
          for (long n = in.number(); n > 0; n--) {
            attributes.put(in.text(), in.text());
          }
          return attributes;
        });
  }

  static byte[] encode(Thought thought) {
    var out = new Encoder().number(thought.vector_W().length);
    for (float number : thought.vector_W()) {
      out.single(number);
    }
    return out.bytes();
  }

  static Thought decodeThought(byte[] bytes) {
    return Decoder.read(
        bytes,
        "a user's thought",
        in -> {
          float[] vector_W = new float[in.count(Float.BYTES)];
          for (int i = 0; i < vector_W.length; i++) {
            vector_W[i] = in.single();
          }
          return new Thought(vector_W);
        });
  }

  static byte[] key(String user) {
    return user.getBytes(StandardCharsets.UTF_8);
  }

  private Shard shard(String user) {
    return shards[Math.floorMod(user.hashCode() * 0x9e3779b9, SHARDS)];
  }
}
