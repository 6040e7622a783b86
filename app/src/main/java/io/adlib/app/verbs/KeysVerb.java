package io.adlib.app.verbs;

import io.adlib.app.terminal.Output;
import io.adlib.data.access.ApiKey;
import io.adlib.data.access.ApiKeys;
import io.adlib.data.access.AuditLog;
import io.adlib.data.access.Scope;
import io.adlib.data.workspace.Workspace;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes and revokes the keys that let callers reach a server. */
@Command(
    name = "keys",
    description = "Makes, lists and revokes API keys; a running server follows within a second.",
    mixinStandardHelpOptions = true,
    subcommands = {KeysVerb.Create.class, KeysVerb.ListAll.class, KeysVerb.Revoke.class},
    footer = {
      "",
      "Examples:",
      "  adlib keys create frontend --scope serve --scope events --rate 500 -w shop",
      "  adlib keys revoke 3f9a2b1c04 -w shop"
    })
public final class KeysVerb implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(System.out);
  }

  private static void audit(Workspace workspace, String operation, ApiKey key) {
    new AuditLog(workspace, InstantSource.system())
        .add(AuditVerb.who(), operation, key.id() + " " + key.name(), scopes(key));
  }

  private static String scopes(ApiKey key) {
    return key.scopes().stream().map(Scope::text).sorted().collect(Collectors.joining(" "));
  }

  /** Makes a key. */
  @Command(
      name = "create",
      description = "Makes a key and prints it, once: only its hash is kept.",
      mixinStandardHelpOptions = true)
  static final class Create implements Runnable {
    @Mixin private WorkspaceOptions options;

    @Parameters(paramLabel = "NAME", description = "For people: who will use it.")
    private String name;

    @Option(
        names = "--scope",
        paramLabel = "SCOPE",
        required = true,
        description = "What it allows: serve, events or operate; may be given several times.")
    private List<String> scopes;

    @Option(
        names = "--rate",
        paramLabel = "R",
        defaultValue = "0",
        description = "Most requests a second (default: access.rate_per_second).")
    private double rate;

    @Override
    public void run() {
      Workspace workspace = Workspace.open(options.folder());
      Set<Scope> allowed = scopes.stream().map(Scope::of).collect(Collectors.toSet());
      ApiKey.Made made = new ApiKeys(workspace, InstantSource.system()).create(name, allowed, rate);
      audit(workspace, "keys.create", made.key());
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("id", made.key().id());
      facts.put("name", name);
      facts.put("scopes", scopes(made.key()));
      facts.put("key", made.text());
      Output.facts(options.json(), facts);
    }
  }

  /** Lists keys. */
  @Command(
      name = "list",
      description = "Lists keys, oldest first, without their secrets.",
      mixinStandardHelpOptions = true)
  static final class ListAll implements Runnable {
    @Mixin private WorkspaceOptions options;

    @Override
    public void run() {
      List<ApiKey> all =
          new ApiKeys(Workspace.open(options.folder()), InstantSource.system()).all();
      if (options.json()) {
        Output.json(all.stream().map(ListAll::describe).toList());
      } else {
        all.forEach(
            key ->
                Output.line(
                    "%s  %-20s %-22s %s%s",
                    key.id(),
                    key.name(),
                    scopes(key),
                    key.created(),
                    key.revoked().map(when -> "  revoked " + when).orElse("")));
      }
    }

    private static Map<String, Object> describe(ApiKey key) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("id", key.id());
      facts.put("name", key.name());
      facts.put("scopes", scopes(key));
      facts.put("rate", key.rate());
      facts.put("created", key.created().toString());
      facts.put("revoked", key.revoked().map(Instant::toString).orElse(""));
      return facts;
    }
  }

  /** Ends a key. */
  @Command(name = "revoke", description = "Ends a key for good.", mixinStandardHelpOptions = true)
  static final class Revoke implements Runnable {
    @Mixin private WorkspaceOptions options;

    @Parameters(paramLabel = "ID", description = "As adlib keys list says.")
    private String id;

    @Override
    public void run() {
      Workspace workspace = Workspace.open(options.folder());
      ApiKey ended = new ApiKeys(workspace, InstantSource.system()).revoke(id);
      audit(workspace, "keys.revoke", ended);
      Output.facts(options.json(), Map.of("revoked", ended.id()));
    }
  }
}
