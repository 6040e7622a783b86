package io.adlib.app.pipeline;

import io.adlib.core.Event;
import io.adlib.core.InputException;
import io.adlib.core.User;
import io.adlib.data.tables.EventLog;
import io.adlib.data.tables.UserHistories;
import io.adlib.sid.prompt.PromptBuilder;
import io.adlib.sid.prompt.SequenceFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The event log as the generator's training sequences, in two files of a scratch folder: memory
 * holds one user's history at a time. Files that an interrupted run has ended are found again.
 */
final class TrainingFiles {

  /** What a prompt reads; impressions are none of it and most of a log. */
  private static final Set<Event.Kind> READ =
      EnumSet.complementOf(EnumSet.of(Event.Kind.IMPRESSION));

  private final Session session;
  private final Path scratch;
  private final ThoughtStage thoughts;
  private final EventLog log;

  TrainingFiles(Session session, Path scratch, ThoughtStage thoughts) {
    this.session = session;
    this.scratch = scratch;
    this.thoughts = thoughts;
    log = new EventLog(session.workspace(), InstantSource.system());
  }

  /**
   * Sequences in files.
   *
   * @param train to learn from
   * @param valid of users held out
   */
  record Split(SequenceFile train, SequenceFile valid) implements AutoCloseable {
    @Override
    public void close() {
      train.close();
      valid.close();
    }
  }

  /** How many clicks there are, each a target. */
  long clicks() {
    return log.count(Event.Kind.CLICK);
  }

  /**
   * The sequences, written now if need be.
   *
   * @throws InputException if there are no events
   */
  Split of(PromptBuilder prompts) {
    Path train = scratch.resolve("train.sequences");
    Path valid = scratch.resolve("valid.sequences");
    if (!Files.exists(train)) {
      write(prompts, train, valid);
    }
    return new Split(SequenceFile.open(train), SequenceFile.open(valid));
  }

  private void write(PromptBuilder prompts, Path train, Path valid) {
    Map<String, User> users = session.data().users();
    try (KnownUsers known = thoughts.known(session);
        UserHistories histories = log.byUser(READ, scratch.resolve("spill"));
        var training = new SequenceFile.Writer(train);
        var validation = new SequenceFile.Writer(valid);
        var task = session.progress().start("write prompts", users.size())) {
      if (!histories.hasNext()) {
        throw new InputException(
            "there are no events to learn from", "import some with: adlib import");
      }
      while (histories.hasNext()) {
        List<Event> history = histories.next();
        String id = history.getFirst().user();
        User user = users.getOrDefault(id, new User(id, Map.of()));
        var file = GeneratorStage.isHeldOut(id) ? validation : training;
        prompts.train(user, history, known).forEach(file::add);
        task.advance(1);
      }
      validation.end();
      training.end();
    }
  }
}
