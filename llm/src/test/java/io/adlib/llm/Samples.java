package io.adlib.llm;

import io.adlib.core.Event;
import io.adlib.core.Money;
import io.adlib.data.config.AdlibConfig;
import io.adlib.data.config.LlmConfig;
import io.adlib.llm.market.AdDossier;
import io.adlib.llm.market.Item;
import io.adlib.llm.market.UserDossier;
import io.adlib.llm.run.Price;
import io.adlib.llm.run.Settings;
import io.adlib.llm.task.Draft;
import io.adlib.llm.task.relevance.QueryAd;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Small inputs that many tests share. */
public final class Samples {

  public static final Item KNIFE =
      new Item(
          "ad-1",
          "Chef's knife 20 cm",
          "Solen",
          "Home > Kitchen > Knives",
          "title: Chef's knife 20 cm\nbrand: Solen\ncategory: Home > Kitchen > Knives\nprice: 49.9 EUR\n"
              + "description: Forged steel, walnut handle. Sharp out of the box.");

  public static final Item PAN =
      new Item(
          "ad-2",
          "Cast iron pan 28 cm",
          "Ferrum",
          "Home > Kitchen > Pans",
          "title: Cast iron pan 28 cm\nbrand: Ferrum\ncategory: Home > Kitchen > Pans\n"
              + "description: For every hob and the oven, weighs 2.4 kg.");

  public static final UserDossier USER =
      new UserDossier(
          "u-1",
          List.of(),
          List.of(
              "2 hours ago: searched for sharp kitchen knife",
              "26 hours ago: read How to sharpen a knife (kitchen, how-to)",
              "9 days ago: bought Cutting board of oak (Home > Kitchen)",
              "known: country DE"));

  private Samples() {}

  public static QueryAd pair(int number) {
    return new QueryAd(
        "pair-" + number,
        "kitchen knife number " + number,
        AdDossier.of(KNIFE),
        OptionalInt.of(1 + number % 4));
  }

  public static List<QueryAd> pairs(int count) {
    return IntStream.range(0, count).mapToObj(Samples::pair).toList();
  }

  /** Four calls at a time, two retries, one repair, free of charge. */
  public static Settings settings() {
    return settings(4, 2, 1, 0, 0, Money.parse("1", "USD"));
  }

  public static Settings settings(
      int parallel, int retries, int repairs, long microsIn, long microsOut, Money budget) {
    return new Settings(
        new Draft.Limits(3000, 0),
        parallel,
        retries,
        repairs,
        new Price(Money.micros(microsIn, "USD"), Money.micros(microsOut, "USD")),
        budget);
  }

  public static LlmConfig config(String yaml) {
    return AdlibConfig.parse(Path.of("adlib.yaml"), "llm:\n" + yaml.indent(2)).llm();
  }

  public static LlmConfig config(String endpoint, String more) {
    return config("client: openai\nmodel: testing\nendpoint: " + endpoint + "\n" + more);
  }

  public static Event event(String user, Event.Kind kind, String subject, String time) {
    return Event.organic(
        user + kind + subject + time,
        Instant.parse(time),
        user,
        kind,
        subject,
        new io.adlib.core.Environment("home", "mobile", "DE", ""));
  }
}
