package io.adlib.app.lm;

import io.adlib.llm.task.copy.CopyTask;
import io.adlib.llm.task.copy.CopyTask.Variant;
import io.adlib.llm.task.copy.Style;
import io.adlib.market.demo.DemoTeacher.AdFacts;
import java.util.List;
import java.util.Locale;

/** How the demo market's teacher advertises: from what an ad is, not from how it is worded. */
final class DemoCopy {

  private DemoCopy() {}

  static CopyTask.Answer write(AdFacts ad) {
    String product = ad.product();
    return new CopyTask.Answer(
        List.of(
            new Variant(
                Style.INFORMATIVE,
                capital(product) + ", " + ad.trait(),
                capital(ad.trait()) + " " + product + " with " + ad.feature() + "."),
            new Variant(
                Style.BENEFIT,
                "Made for " + ad.use(),
                "For " + ad.use() + ": with " + ad.feature() + ", and " + ad.trait() + " too."),
            new Variant(
                Style.PLAYFUL,
                "Hello, " + ad.use() + "!",
                "Meet the " + product + " that brings " + ad.feature() + "."),
            new Variant(
                Style.QUESTION,
                "Still looking for the right " + product + "?",
                "This one is " + ad.trait() + " and made for " + ad.use() + ".")));
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
