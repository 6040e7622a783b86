package io.adlib.serve.slate;

import io.adlib.core.Environment;
import io.adlib.core.InputException;
import io.adlib.core.Request;
import io.adlib.data.access.Pseudonyms;
import io.adlib.serve.privacy.ConsentSignals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A request for ads as JSON; whatever is left out has the default given.
 *
 * @param id of the request, to send it again safely; ours if left out
 * @param user the name outside; nobody
 * @param placement where the ads will stand; unknown
 * @param device such as {@code mobile}; unknown
 * @param country ISO 3166 alpha-2; unknown
 * @param page URL or content id around the placement; unknown
 * @param query what was searched for; nothing
 * @param consent whether personal data may be used; no
 * @param tcf TCF v2 string, which must allow it too if it is sent
 * @param gpp string of the Global Privacy Platform, likewise
 * @param gppSid its sections that apply; all
 * @param slots ads wanted, 1 to 100; 1
 * @param deadlineMs milliseconds the answer may take, 1 to 10,000; as configured
 */
record SlateRequestJson(
    Optional<String> id,
    Optional<String> user,
    Optional<String> placement,
    Optional<String> device,
    Optional<String> country,
    Optional<String> page,
    Optional<String> query,
    Optional<Boolean> consent,
    Optional<String> tcf,
    Optional<String> gpp,
    Optional<List<Integer>> gppSid,
    Optional<Integer> slots,
    Optional<Integer> deadlineMs) {

  private static final int LONGEST = 4096;

  Request request(String ourId, Instant now, Duration usual, Pseudonyms door) {
    int deadline = deadlineMs.orElse((int) usual.toMillis());
    if (deadline < 1 || deadline > 10_000) {
      throw new InputException(
          "deadlineMs is " + deadline, "allow from 1 to 10000 milliseconds for an answer");
    }
    return new Request(
        text("id", id, 256).filter(given -> !given.isBlank()).orElse(ourId),
        text("user", user, 256).map(door::of).orElse(""),
        new Environment(
            text("placement", placement, LONGEST).orElse(""),
            text("device", device, LONGEST).orElse(""),
            text("country", country, LONGEST).orElse(""),
            text("page", page, LONGEST).orElse("")),
        text("query", query, LONGEST).filter(q -> !q.isBlank()),
        consent.orElse(false) && signals().allowPersonalData(),
        now,
        Duration.ofMillis(deadline),
        slots.orElse(1));
  }

  private ConsentSignals signals() {
    List<Integer> sections =
        gppSid.orElse(List.of()).stream().filter(java.util.Objects::nonNull).toList();
    return new ConsentSignals(Optional.empty(), tcf, Optional.empty(), gpp, sections);
  }

  private static Optional<String> text(String name, Optional<String> value, int longest) {
    value.ifPresent(
        text -> {
          if (text.length() > longest || text.chars().anyMatch(c -> c < ' ')) {
            throw new InputException(
                "'" + name + "' is too long or holds control characters",
                "send at most " + longest + " plain characters");
          }
        });
    return value;
  }
}
