package io.adlib.app.lm;

import io.adlib.llm.task.copy.CopyTask;
import io.adlib.llm.task.copy.CopyTask.Variant;
import io.adlib.llm.task.copy.Style;
import io.adlib.market.demo.DemoTeacher.AdFacts;
import java.util.List;
import java.util.Locale;

/**
 * How the demo market's teacher advertises: from what an ad is, not from how it is worded. A reader
 * sees one variant, so each tells all that the ad is.
 */
final class DemoCopy {

  private DemoCopy() {}

  static CopyTask.Answer write(AdFacts ad) {
    String thing = ad.trait() + " " + ad.product();
    return new CopyTask.Answer(
        List.of(
            new Variant(
                Style.INFORMATIVE,
                capital(thing),
                "With " + ad.feature() + ", made for " + ad.use() + "."),
            new Variant(
                Style.BENEFIT,
                "Your " + ad.use() + ", well prepared",
                "Nothing is missing any more: "
                    + ad.feature()
                    + ", all yours with the "
                    + thing
                    + "."),
            new Variant(
                Style.PLAYFUL,
                "Hello, " + ad.use() + "!",
                "Guess who came along: the "
                    + thing
                    + ". There was even room for "
                    + ad.feature()
                    + "."),
            new Variant(
                Style.QUESTION,
                "What would make " + ad.use() + " better?",
                "How about the "
                    + thing
                    + "? Think of "
                    + ad.feature()
                    + ", and see for yourself.")));
  }

  static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
