package io.adlib.app.terminal;

import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.IHelpSectionRenderer;

/** The verbs under a verb, each with the first sentence of what it does. */
public final class VerbList implements IHelpSectionRenderer {

  private static final int INDENT = 2;

  @Override
  public String render(Help help) {
    int names = help.subcommands().keySet().stream().mapToInt(String::length).max().orElse(0);
    int left = names + 2 * INDENT;
    int width = help.commandSpec().usageMessage().width();
    TextTable table =
        TextTable.forColumns(
            help.colorScheme(),
            new Column(left, INDENT, Overflow.SPAN),
            new Column(width - left, 0, Overflow.WRAP));
    help.subcommands()
        .forEach(
            (name, verb) ->
                table.addRowValues(
                    name,
                    firstSentence(
                        String.join(" ", verb.commandSpec().usageMessage().description()))));
    return table.toString();
  }

  static String firstSentence(String text) {
    int end = text.indexOf(". ");
    return end < 0 ? text : text.substring(0, end + 1);
  }
}
