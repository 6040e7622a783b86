package io.adlib.app.pipeline;

import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.data.tables.EventLog;
import io.adlib.evaluate.sequential.LeaveOneOut;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What each user took of ads and contents, by number in the order of {@link EncodeStage#items},
 * oldest first: contents read, ads clicked, put into a cart or bought. Users who are held out of
 * the generator's training are held out here too.
 *
 * @param train_U of the users to learn from, none empty
 * @param heldOut the last item of each other user, to be found from those before
 */
record TakenItems(int[][] train_U, LeaveOneOut.Cases heldOut) {

  /**
   * Reads the event log.
   *
   * @throws InputException if no user took anything
   */
  static TakenItems of(Session session) {
    List<String> items = EncodeStage.items(session.data().catalogue());
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      numbers.put(items.get(i), i);
    }
    Map<String, List<Integer>> byUser = new LinkedHashMap<>();
    var log = new EventLog(session.workspace(), InstantSource.system());
    try (Stream<Event> events = log.stream()) {
      events
          .filter(event -> isTaken(event.kind()) && numbers.containsKey(event.subject()))
          .forEach(
              event ->
                  byUser
                      .computeIfAbsent(event.user(), _ -> new ArrayList<>())
                      .add(numbers.get(event.subject())));
    }
    return of(byUser, items.size());
  }

  private static TakenItems of(Map<String, List<Integer>> byUser, int itemCount) {
    List<int[]> train = new ArrayList<>();
    List<int[]> heldOut = new ArrayList<>();
    byUser.forEach(
        (user, items) -> {
          int[] sequence = items.stream().mapToInt(Integer::intValue).toArray();
          if (!GeneratorStage.isHeldOut(user)) {
            train.add(sequence);
          } else if (sequence.length >= 2) {
            heldOut.add(sequence);
          }
        });
    if (train.stream().noneMatch(sequence -> sequence.length >= 2)) {
      throw new InputException(
          "there is no behaviour to align semantic IDs with: no user took two items",
          "import more events, or set tokenize.align to none");
    }
    return new TakenItems(train.toArray(int[][]::new), cases(heldOut, itemCount));
  }

  private static LeaveOneOut.Cases cases(List<int[]> sequences, int itemCount) {
    int[] users = new int[sequences.size()];
    int[][] histories = new int[sequences.size()][];
    int[] targets = new int[sequences.size()];
    for (int u = 0; u < users.length; u++) {
      int[] sequence = sequences.get(u);
      users[u] = u;
      histories[u] = java.util.Arrays.copyOf(sequence, sequence.length - 1);
      targets[u] = sequence[sequence.length - 1];
    }
    return new LeaveOneOut.Cases("validation", users, histories, targets, itemCount);
  }

  private static boolean isTaken(Event.Kind kind) {
    return switch (kind) {
      case CONTENT, CLICK, CART, CONVERSION -> true;
      case SEARCH, IMPRESSION -> false;
    };
  }
}
