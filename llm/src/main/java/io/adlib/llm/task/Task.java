package io.adlib.llm.task;

import io.adlib.llm.privacy.PersonalData;
import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that a language model is asked to do, for many inputs. Every answer has one format: a
 * rationale step by step, then a structured answer. Implementations are immutable and thread-safe.
 *
 * @param <I> what it is asked about
 * @param <A> the structured answer, a record whose components are the fields of {@link #answer}
 */
public interface Task<I, A> {

  /** Its name on the command line and in artifacts. */
  String name();

  /** Counts up whenever the template, the shape or the verifier changes. */
  int version();

  /** What to do, for the model. */
  String instructions();

  /** What the answer must look like, without the rationale. */
  Shape.Fields answer();

  /** Most tokens of rationale and answer together. */
  int answerTokens();

  /** Names the input in what is written. */
  String id(I input);

  /**
   * The moment before which all was that the input tells of a user; empty where that does not
   * matter. Whoever learns from the answer must not use it for anything that happened before.
   */
  default Optional<Instant> asOf(I input) {
    return Optional.empty();
  }

  /** Writes the input into a prompt. */
  void write(I input, Page page);

  /** Takes personal data out of this input's prompt. */
  default PersonalData filter(I input) {
    return PersonalData.filter();
  }

  /** The record of the answer. */
  Class<A> type();

  /**
   * What is wrong with an answer of the right shape, in words for the model to act on; they must
   * not quote the answer.
   */
  List<String> problems(I input, A answer);

  /**
   * How good the accepted answers are, as far as the inputs allow to say: figures by name, in the
   * order they are read. An input without a label takes no part.
   */
  Map<String, Double> measure(List<Judged<I, A>> accepted);
}
