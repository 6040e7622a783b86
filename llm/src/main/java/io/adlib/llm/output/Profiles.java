package io.adlib.llm.output;

import io.adlib.core.User;
import io.adlib.core.UserAsOf;
import io.adlib.llm.task.profile.ProfileTask;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Profiles of users with their dates. A profile was written from what happened before its date, so
 * to use it for anything earlier would be to tell the future; {@link #at} never does. Answers
 * without a date are left out: nobody can say when they may be used. Immutable and thread-safe.
 */
public final class Profiles implements UserAsOf {

  /**
   * A profile's text.
   *
   * @param asOf the moment before which everything was that it was written from
   */
  public record Written(String user, Instant asOf, String summary) {}

  /** None. */
  public static final Profiles NONE = new Profiles(Map.of());

  private final Map<String, NavigableMap<Instant, ProfileTask.Answer>> byUser;

  private Profiles(Map<String, NavigableMap<Instant, ProfileTask.Answer>> byUser) {
    this.byUser = byUser;
  }

  /**
   * Reads the answers of some runs.
   *
   * @throws io.adlib.core.CorruptException naming the line that is no profile
   */
  public static Profiles read(List<Path> files) {
    var byUser = new HashMap<String, NavigableMap<Instant, ProfileTask.Answer>>();
    var task = new ProfileTask();
    for (Path file : files) {
      EnrichedAnswers.each(
          file,
          task,
          (user, asOf, answer) ->
              asOf.ifPresent(
                  moment ->
                      byUser
                          .computeIfAbsent(user, _ -> new TreeMap<>())
                          .putIfAbsent(moment, answer)));
    }
    return new Profiles(byUser);
  }

  /** Profiles that were all written of what was before one moment. */
  public static Profiles of(Map<String, ProfileTask.Answer> answers, Instant asOf) {
    var byUser = new HashMap<String, NavigableMap<Instant, ProfileTask.Answer>>();
    answers.forEach((user, answer) -> byUser.put(user, new TreeMap<>(Map.of(asOf, answer))));
    return new Profiles(byUser);
  }

  /** The user with the newest profile that was written before a moment. */
  @Override
  public User at(User user, Instant moment) {
    NavigableMap<Instant, ProfileTask.Answer> own = byUser.get(user.id());
    var entry = own == null ? null : own.floorEntry(moment);
    return entry == null ? user : ProfileAttributes.enrich(user, entry.getValue());
  }

  /** The user with the newest profile of all, for serving. */
  public User newest(User user) {
    return at(user, Instant.MAX);
  }

  /** What was written, by user and date. */
  public List<Written> written() {
    var all = new ArrayList<Written>();
    new TreeMap<>(byUser)
        .forEach(
            (user, own) ->
                own.forEach((asOf, answer) -> all.add(new Written(user, asOf, answer.summary()))));
    return all;
  }

  /** These users and all others that have a profile, each with the newest. */
  public List<User> newest(Map<String, User> users) {
    var all = new ArrayList<User>();
    users.values().forEach(user -> all.add(newest(user)));
    Set<String> others = new HashSet<>(byUser.keySet());
    others.removeAll(users.keySet());
    others.stream().sorted().forEach(id -> all.add(newest(new User(id, Map.of()))));
    return all;
  }
}
