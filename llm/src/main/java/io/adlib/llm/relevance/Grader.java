package io.adlib.llm.relevance;

import io.adlib.core.Progress;
import java.util.List;

/** Something that grades queries and products. Implementations may be used by one thread only. */
public interface Grader {

  /** What people call it. */
  String name();

  /**
   * Grades for the test rows, from 1 to 4, in their order.
   *
   * @param train rows to learn or calibrate on; none of their queries is in the test rows
   */
  int[] grade(List<Judgment> train, List<Judgment> test, Progress progress);
}
