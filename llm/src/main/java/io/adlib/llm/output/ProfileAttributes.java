package io.adlib.llm.output;

import io.adlib.core.User;
import io.adlib.llm.task.profile.ProfileTask;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * A profile as attributes of its user, which rankers and U tokens read like any other: {@code
 * interest1} to {@code interest3}, strongest first.
 */
final class ProfileAttributes {

  private static final int MOST = 3;

  private ProfileAttributes() {}

  /** The user with the interests of a profile; other attributes stay. */
  static User enrich(User user, ProfileTask.Answer profile) {
    var attributes = new TreeMap<>(user.attributes());
    List<String> topics =
        profile.interests().stream()
            .sorted(Comparator.comparing(ProfileTask.Interest::strength, Comparator.reverseOrder()))
            .map(interest -> interest.topic().strip().toLowerCase(Locale.ROOT))
            .limit(MOST)
            .toList();
    for (int i = 0; i < topics.size(); i++) {
      attributes.put(User.INTEREST + (i + 1), topics.get(i));
    }
    return new User(user.id(), attributes, user.thought());
  }
}
