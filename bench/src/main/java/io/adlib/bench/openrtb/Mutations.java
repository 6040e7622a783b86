package io.adlib.bench.openrtb;

import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Bid requests made of good ones: one to four times a token is replaced by an odd one, a known
 * field is added with an odd value, or characters are lost, doubled or changed.
 */
final class Mutations {

  /** OpenRTB 2.6, 6.2.1, with all that decides about privacy, as good strings. */
  static final String BANNER =
      """
      {
        "id": "80ce30c53c16e6ede735f123ef6e32361bfc7b22", "at": 1, "cur": ["USD"], "tmax": 500,
        "imp": [{"id": "1", "tagid": "home-top", "bidfloor": 0.03, "bidfloorcur": "USD",
          "banner": {"h": 250, "w": 300, "pos": 0, "format": [{"w": 300, "h": 250}]}}],
        "site": {"id": "102855", "cat": ["IAB3-1"], "domain": "www.foobar.com",
          "page": "http://www.foobar.com/1234.html", "search": "knife",
          "content": {"id": "page1"}, "publisher": {"id": "8953", "name": "foobar.com"}},
        "device": {"ua": "Mozilla/5.0", "ip": "123.145.167.10", "devicetype": 4,
          "geo": {"country": "DEU"}, "dnt": 0, "lmt": 0},
        "user": {"id": "55816b39711f9b5acf3b90e313ed29e51665623f", "buyeruid": "u1",
          "consent": "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA"},
        "regs": {"coppa": 0, "gdpr": 1, "us_privacy": "1YNN",
          "gpp": "DBACNYA~CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA~1YNN", "gpp_sid": [2, 6],
          "ext": {"gdpr": 1}},
        "bcat": ["IAB26"], "badv": ["ford.com"], "wseat": ["adlib"]
      }
      """;

  /** OpenRTB 2.6, 6.2.5, with a request of Dynamic Native Ads 1.2. */
  static final String NATIVE =
      """
      {
        "id": "80ce30c53c16e6ede735f123ef6e32361bfc7b22", "at": 2, "test": 0,
        "imp": [{"id": "1", "native": {"ver": "1.2", "request": "{\\"ver\\":\\"1.2\\",\\"context\\":1,\\"assets\\":[{\\"id\\":1,\\"required\\":1,\\"title\\":{\\"len\\":25}},{\\"id\\":2,\\"required\\":1,\\"img\\":{\\"type\\":3,\\"wmin\\":300}},{\\"id\\":3,\\"data\\":{\\"type\\":2,\\"len\\":90}}]}"}},
          {"id": "2", "banner": {}}],
        "app": {"id": "102855", "domain": "www.foobar.com", "content": {"id": "page1"}},
        "device": {"devicetype": 2, "geo": {"country": "USA"}},
        "user": {"id": "u7"}, "regs": {"gpp": "DBABLA~BAAAAAAAAAA.QA", "gpp_sid": [7]}
      }
      """;

  private static final String STRING_OR_NUMBER =
      "\"(?:[^\"\\\\]++|\\\\.)*+\"(?!\\s*:)|-?\\d+(?:\\.\\d+)?(?=[\\s,\\]}])";

  private static final Pattern VALUE = Pattern.compile(STRING_OR_NUMBER);
  private static final Pattern TOKEN = Pattern.compile(STRING_OR_NUMBER + "|[\\[\\]{}:,]");

  private static final List<String> STRINGS =
      List.of(
          "\"\"",
          "\" \"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"%\"",
          "\"USD\"",
          "\"EUR\"",
          "\"XXX\"",
          "\"1\"",
          "\"DBACNYA~~\"",
          "\"DBAB////\"",
          "\"1YYY\"",
          "\"C\"",
          "\"${AUCTION_PRICE}\"",
          "\"CPXxRfAPXxRfAAfKABENB-CgAP____AAAAYgAAAAAAAA\"",
          "\"{}\"",
          "\"[{\\\"id\\\":1}]\"",
          "\"" + "x".repeat(5000) + "\"",
          "\"" + "D".repeat(10000) + "\"");

  private static final List<String> NUMBERS =
      List.of("-1", "0", "1", "2", "7", "2147483647", "-2147483648", "0.1");

  private static final List<String> ODD =
      List.of(
          "null",
          "true",
          "1e999999999",
          "1e-999999999",
          "9223372036854775808",
          "[]",
          "{}",
          "[null]",
          "[[[[[[]]]]]]",
          "NaN",
          "[{}]",
          "{\"id\":{}}",
          ",",
          "[2,7,-1,0,99999]",
          "[".repeat(2000));

  private static final Map<String, List<String>> FIELDS =
      Map.of(
          "tmax", List.of("1", "0", "-5", "2147483647"),
          "test", List.of("1", "2"),
          "cur", List.of("[\"EUR\"]", "[\"XXX\",\"USD\"]"),
          "imp", List.of("[]", "[{\"id\":\"1\"},{\"id\":\"1\"}]"),
          "regs", List.of("{\"gpp_sid\":[2]}", "{\"ext\":null}"));

  private Mutations() {}

  /** The request of a number; the same for the same seed. */
  static String request(RandomGenerator random, long number) {
    String body =
        (random.nextBoolean() ? BANNER : NATIVE).replaceFirst("80ce", Long.toHexString(number));
    for (int times = 1 + random.nextInt(4); times > 0 && !body.isEmpty(); times--) {
      body =
          switch (random.nextInt(12)) {
            case 0 -> scratched(body, random);
            case 1 -> replaced(TOKEN, body, random);
            case 2, 3, 4 -> extended(body, random);
            default -> replaced(VALUE, body, random);
          };
    }
    return body;
  }

  /** Another token in the place of one. */
  private static String replaced(Pattern what, String body, RandomGenerator random) {
    List<MatchResult> tokens = what.matcher(body).results().toList();
    if (tokens.isEmpty()) {
      return body;
    }
    MatchResult token = tokens.get(random.nextInt(tokens.size()));
    String other =
        random.nextInt(4) == 0
            ? any(ODD, random)
            : any(token.group().startsWith("\"") ? STRINGS : NUMBERS, random);
    return body.substring(0, token.start()) + other + body.substring(token.end());
  }

  private static String any(List<String> of, RandomGenerator random) {
    return of.get(random.nextInt(of.size()));
  }

  /** A known field more, which may be there twice then. */
  private static String extended(String body, RandomGenerator random) {
    int brace = body.lastIndexOf('}');
    if (brace < 0) {
      return body;
    }
    List<String> names = FIELDS.keySet().stream().sorted().toList();
    String name = names.get(random.nextInt(names.size()));
    List<String> values = FIELDS.getOrDefault(name, List.of());
    String value = any(random.nextInt(4) == 0 ? ODD : values, random);
    return body.substring(0, brace) + ",\"" + name + "\":" + value + body.substring(brace);
  }

  /** Characters lost, doubled or changed. */
  private static String scratched(String body, RandomGenerator random) {
    int from = random.nextInt(body.length());
    int to = Math.min(body.length(), from + 1 + random.nextInt(20));
    return switch (random.nextInt(3)) {
      case 0 -> body.substring(0, from) + body.substring(to);
      case 1 -> body.substring(0, to) + body.substring(from);
      default -> body.substring(0, from) + (char) random.nextInt(0x3000) + body.substring(from + 1);
    };
  }
}
