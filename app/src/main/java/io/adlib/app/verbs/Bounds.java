package io.adlib.app.verbs;

import io.adlib.core.InputException;
import java.util.Locale;

/** What numbers an option takes. */
final class Bounds {

  private Bounds() {}

  /**
   * A whole number in [least, most].
   *
   * @throws InputException naming the option and its bounds
   */
  static int whole(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new InputException(
          option + " cannot be " + value,
          String.format(Locale.ROOT, "give it from %,d to %,d", least, most));
    }
    return value;
  }

  /**
   * A number in [least, most], so no NaN.
   *
   * @throws InputException naming the option and its bounds
   */
  static double number(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new InputException(
          option + " cannot be " + value, "give it from " + least + " to " + most);
    }
    return value;
  }
}
