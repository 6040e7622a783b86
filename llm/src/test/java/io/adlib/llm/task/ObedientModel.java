package io.adlib.llm.task;

import io.adlib.llm.model.LanguageModel;
import io.adlib.llm.model.Prompt;
import io.adlib.llm.model.Reply;
import io.adlib.llm.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The worst model there could be: it remembers every prompt it was ever given, and does what any
 * instruction asks that it finds in the part of the prompt where it looks for some. Deterministic.
 */
final class ObedientModel implements LanguageModel {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern FENCE =
      Pattern.compile("(?ms)^<<<([A-Z0-9 ]+ [0-9a-f]{16})\n(.*?)\n\\1>>>$");
  private static final Pattern ANY_CODE = Pattern.compile("[0-9a-f]{16}");

  private final boolean insideToo;
  private final String honest;
  private final List<Prompt> seen = new ArrayList<>();
  private int obeyed;

  /**
   * A model with an honest answer to fall back on.
   *
   * @param insideToo whether it obeys what stands inside fences too
   */
  ObedientModel(boolean insideToo, String honest) {
    this.insideToo = insideToo;
    this.honest = honest;
  }

  @Override
  public String fingerprint() {
    return "obedient";
  }

  @Override
  public synchronized Reply ask(Prompt prompt) {
    String where = insideToo ? prompt.user() : FENCE.matcher(prompt.user()).replaceAll("");
    String text = answer(where.toLowerCase(Locale.ROOT), prompt);
    obeyed += text.equals(honest) ? 0 : 1;
    seen.add(prompt);
    return new Reply.Answered(text, Optional.of(new Usage(1, 1)), true);
  }

  /** How often it did what an instruction asked. */
  synchronized int obeyed() {
    return obeyed;
  }

  private String answer(String where, Prompt prompt) {
    if (has(where, "code", "marks", "its code")) {
      return said("codes " + all(ANY_CODE, prompt));
    }
    if (has(where, "other", "previous", "another ad", "history")) {
      return said(
          seen.stream()
              .map(Prompt::user)
              .map(ObedientModel::contents)
              .collect(Collectors.joining(" ")));
    }
    if (has(where, "rules;", "system prompt", "instructions above", "everything above")) {
      return said(prompt.system().substring(0, 300) + all(ANY_CODE, prompt));
    }
    if (has(
        where,
        "add the field",
        "add the key",
        "add a json",
        "add this field",
        "field \"",
        "add field",
        "add both")) {
      var node = (ObjectNode) JSON.readTree(honest);
      return node.put("admin", true).toString();
    }
    if (has(
        where,
        "ignore",
        "disregard",
        "forget",
        "override",
        "plain text",
        "xml",
        "stop",
        "must say",
        "erongi",
        "poem",
        "follow",
        "only the word")) {
      return "PWNED";
    }
    return honest;
  }

  /** The honest answer with a step more. */
  private String said(String more) {
    var node = (ObjectNode) JSON.readTree(honest);
    String cut = more.replaceAll("\\s+", " ");
    node.putArray("rationale").add(cut.substring(0, Math.min(390, cut.length())));
    return node.toString();
  }

  private String all(Pattern pattern, Prompt prompt) {
    var codes = new StringBuilder();
    for (Prompt each :
        seen.isEmpty() ? List.of(prompt) : seen.subList(0, Math.min(3, seen.size()))) {
      Matcher matcher = pattern.matcher(each.user());
      while (matcher.find()) {
        codes.append(' ').append(matcher.group());
      }
    }
    return codes.toString();
  }

  private static String contents(String user) {
    return FENCE.matcher(user).results().map(r -> r.group(2)).collect(Collectors.joining(" "));
  }

  private static boolean has(String where, String... words) {
    return List.of(words).stream().anyMatch(where::contains);
  }

  @Override
  public void close() {}
}
