package io.adlib.market.demo;

import io.adlib.core.Seed;
import io.adlib.core.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes users: what is known of them, and what is not. */
final class People {

  static final int BRAND_DIMENSIONS = 3;

  private static final List<String> AGES = List.of("18-24", "25-34", "35-44", "45-54", "55-plus");
  private static final List<String> GENDERS = List.of("female", "male", "unknown");
  private static final double[] COUNTRY_SHARES = {.28, .16, .17, .17, .07, .06, .05, .04};
  private static final double[] AGE_SHARES = {.16, .27, .24, .18, .15};
  private static final double[] GENDER_SHARES = {.46, .46, .08};
  private static final double[] DEVICE_SHARES = {.62, .31, .07};

  private final Lexicon lexicon;
  private final Seed seed;
  private final double[] fashion_C = new double[Lexicon.CATEGORIES];
  private final List<User> users = new ArrayList<>();
  private final List<Person> persons = new ArrayList<>();

  People(Lexicon lexicon, Seed seed) {
    this.lexicon = lexicon;
    this.seed = seed;
    RandomGenerator random = seed.of("fashion").generator();
    for (int c = 0; c < fashion_C.length; c++) {
      fashion_C[c] = 0.45 * random.nextGaussian();
    }
  }

  List<User> users() {
    return users;
  }

  List<Person> persons() {
    return persons;
  }

  void add() {
    int number = users.size();
    Seed own = seed.of(number);
    RandomGenerator random = own.generator();
    int country = Journey.draw(COUNTRY_SHARES, random);
    int age = Journey.draw(AGE_SHARES, random);
    int gender = Journey.draw(GENDER_SHARES, random);
    int device = Journey.draw(DEVICE_SHARES, random);
    users.add(
        new User(
            "u%05d".formatted(number + 1),
            Map.of(
                "country", Sellers.COUNTRIES.get(country),
                "age", AGES.get(age),
                "gender", GENDERS.get(gender),
                "device", Sellers.DEVICES.get(device))));
    double[] liking_C = liking(age, gender, random);
    double[] taste_C = softmax(liking_C, 1.4);
    persons.add(
        new Person(
            country,
            device,
            random.nextDouble() < 0.94,
            Math.min(3, 0.62 * Math.exp(0.55 * random.nextGaussian())),
            0.25 * random.nextGaussian(),
            liking_C,
            taste_C,
            styles(random),
            tiers(random),
            gaussian(BRAND_DIMENSIONS, random),
            new Journey(lexicon.categories(), taste_C, own.of("journey"))));
  }

  private double[] liking(int age, int gender, RandomGenerator random) {
    var byDepartment = new java.util.HashMap<String, Double>();
    double[] liking_C = new double[Lexicon.CATEGORIES];
    for (int c = 0; c < liking_C.length; c++) {
      CategoryWords words = lexicon.categories().get(c);
      double department =
          byDepartment.computeIfAbsent(words.department(), _ -> 0.8 * random.nextGaussian());
      liking_C[c] =
          fashion_C[c]
              + department
              + 0.4 * random.nextGaussian()
              + ofAge(words.department(), age)
              + ofGender(words.name(), gender);
    }
    return liking_C;
  }

  private static double ofAge(String department, int age) {
    return switch (department) {
      case "Family" -> age == 1 || age == 2 ? 0.8 : -0.4;
      case "Electronics", "Fashion" -> age == 0 ? 0.6 : 0;
      case "Garden", "Travel" -> age >= 3 ? 0.6 : -0.1;
      case "Sport" -> age <= 1 ? 0.3 : 0;
      default -> 0;
    };
  }

  private static double ofGender(String category, int gender) {
    double sign = gender == 0 ? 1 : gender == 1 ? -1 : 0;
    return switch (category) {
      case "Dresses" -> 1.2 * sign;
      case "Shirts" -> -1.0 * sign;
      default -> 0;
    };
  }

  private static double[] styles(RandomGenerator random) {
    double[] style_S = new double[Lexicon.STYLES];
    java.util.Arrays.fill(style_S, -0.45);
    style_S[random.nextInt(style_S.length)] = 0.75;
    int second = random.nextInt(style_S.length);
    style_S[second] = Math.max(style_S[second], 0.2);
    return style_S;
  }

  private static double[] tiers(RandomGenerator random) {
    double[] tier_P = new double[Lexicon.TIERS];
    int favourite = random.nextInt(tier_P.length);
    for (int tier = 0; tier < tier_P.length; tier++) {
      tier_P[tier] = 0.4 - 0.5 * Math.abs(tier - favourite);
    }
    return tier_P;
  }

  private static double[] gaussian(int dimensions, RandomGenerator random) {
    double[] vector = new double[dimensions];
    for (int d = 0; d < dimensions; d++) {
      vector[d] = random.nextGaussian();
    }
    return vector;
  }

  private static double[] softmax(double[] logits, double sharpness) {
    double[] weights = new double[logits.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(sharpness * logits[i]);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }
}
