package io.adlib.app.verbs;

import io.adlib.app.terminal.Output;
import io.adlib.data.workspace.AtomicFiles;
import io.adlib.evaluate.page.ReportPage;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A finished report: a page and the same as JSON, side by side, each there whole or not at all.
 *
 * @param page the HTML file
 * @param report what its JSON holds
 */
record ReportFiles(Path page, Object report) {

  /** Writes {@code name.html} and {@code name.json} into a folder, which is made. */
  static ReportFiles write(Path folder, String name, ReportPage page, Object report) {
    Path file = folder.resolve(name + ".html");
    page.write(file);
    AtomicFiles.write(folder.resolve(name + ".json"), Output.jsonText(report));
    return new ReportFiles(file.toAbsolutePath().normalize(), report);
  }

  /** What every page says of its making: by which command, on what, when. */
  static Map<String, String> made(String command) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("command", command);
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("Java", Runtime.version().toString());
    facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    return facts;
  }

  /** Ends a verb: the JSON and where the page is, or the same for people. */
  void print(boolean json, Runnable lines) {
    if (json) {
      Output.json(report, page);
    } else {
      lines.run();
      Output.line("the page: %s", page);
    }
  }
}
