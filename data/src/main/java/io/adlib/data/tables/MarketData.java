package io.adlib.data.tables;

import io.adlib.core.Catalogue;
import io.adlib.core.ContentHash;
import io.adlib.core.Event;
import io.adlib.core.ExchangeRates;
import io.adlib.core.Progress;
import io.adlib.core.User;
import io.adlib.data.config.MarketConfig;
import io.adlib.data.schema.Codecs;
import io.adlib.data.schema.Row;
import io.adlib.data.schema.RowCodec;
import io.adlib.data.schema.Table;
import io.adlib.data.workspace.Workspace;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The market of a workspace as of one snapshot: catalogue, users and events. Immutable and
 * thread-safe.
 */
public final class MarketData {

  private final Snapshot snapshot;
  private final Catalogue catalogue;
  private final Map<String, User> users;

  private MarketData(Snapshot snapshot, Catalogue catalogue, Map<String, User> users) {
    this.snapshot = snapshot;
    this.catalogue = catalogue;
    this.users = users;
  }

  /**
   * Reads the current snapshot into memory; empty lists if nothing was imported. Exchange rates are
   * those of adlib.yaml if it has any, else those saved with the data.
   *
   * @throws io.adlib.core.CorruptException naming the file that no longer matches its checksum
   */
  public static MarketData load(Workspace workspace) {
    var snapshots = new Snapshots(workspace);
    Snapshot snapshot = snapshots.current();
    ExchangeRates rates = rates(workspace.readConfig().market(), snapshot);
    try (var database = Database.inMemory()) {
      var catalogue =
          new Catalogue(
              read(snapshots, snapshot, database, Table.ADVERTISERS, Codecs.ADVERTISERS),
              read(snapshots, snapshot, database, Table.CAMPAIGNS, Codecs.CAMPAIGNS),
              read(snapshots, snapshot, database, Table.ADS, Codecs.ADS),
              read(snapshots, snapshot, database, Table.CONTENT, Codecs.CONTENT),
              rates);
      var users = new LinkedHashMap<String, User>();
      read(snapshots, snapshot, database, Table.USERS, Codecs.USERS)
          .forEach(user -> users.put(user.id(), user));
      return new MarketData(snapshot, catalogue, Collections.unmodifiableMap(users));
    }
  }

  /** The rates that hold for a snapshot under a configuration. */
  public static ExchangeRates rates(MarketConfig config, Snapshot snapshot) {
    return config.rates().isEmpty()
        ? snapshot.rates().orElseGet(config::exchangeRates)
        : config.exchangeRates();
  }

  private static <T> List<T> read(
      Snapshots snapshots, Snapshot snapshot, Database database, Table table, RowCodec<T> codec) {
    var values = new ArrayList<T>();
    if (snapshot.file(table).isEmpty()) {
      return values;
    }
    String files =
        Database.parquet(List.of(snapshots.verified(snapshot.file(table).orElseThrow())));
    try (RowCursor cursor =
        database.rows(table, "SELECT " + table.readList() + " FROM " + table.rows(files))) {
      for (Optional<Row> row = cursor.next(); row.isPresent(); row = cursor.next()) {
        values.add(codec.value(row.get()));
      }
    }
    return values;
  }

  /**
   * Replaces all data of a workspace by a market, whole or not at all.
   *
   * @param events read once, in any order; of those with one id the first is kept
   * @param clock dates the snapshot
   */
  public static MarketData save(
      Workspace workspace,
      Catalogue catalogue,
      Collection<User> users,
      Stream<Event> events,
      InstantSource clock,
      Progress progress) {
    try (var edit = SnapshotEdit.begin(workspace, workspace.readConfig().imports().memory())) {
      edit.clear();
      edit.rates(catalogue.rates());
      put(edit, Table.ADVERTISERS, Codecs.ADVERTISERS, catalogue.advertisers());
      put(edit, Table.CAMPAIGNS, Codecs.CAMPAIGNS, catalogue.campaigns());
      put(edit, Table.ADS, Codecs.ADS, catalogue.ads());
      put(edit, Table.CONTENT, Codecs.CONTENT, catalogue.contents());
      put(edit, Table.USERS, Codecs.USERS, users);
      EventLog.stage(edit, events, progress);
      edit.mergeEvents();
      edit.commit(clock.instant());
    }
    return load(workspace);
  }

  private static <T> void put(
      SnapshotEdit edit, Table table, RowCodec<T> codec, Collection<T> values) {
    long ordinal = 0;
    try (var appender = edit.database().appender(SnapshotEdit.stage(table))) {
      for (T value : values) {
        appender.add(codec.row(value), ordinal++, 0, 0);
      }
    }
    edit.merge(table);
  }

  /** Everything that can be shown and everyone who pays. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** Known users by id, in the order of the table. */
  public Map<String, User> users() {
    return users;
  }

  /** What the data is made of: rows by table, days, imports. */
  public Snapshot snapshot() {
    return snapshot;
  }

  /** Names the catalogue by its content, as an input of artifacts. */
  public String catalogueHash() {
    var hash = new ContentHash();
    for (Table table : List.of(Table.ADVERTISERS, Table.CAMPAIGNS, Table.ADS, Table.CONTENT)) {
      hash.add(snapshot.file(table).map(Snapshot.StoredFile::sha256).orElse(""));
    }
    catalogue.rates().microsOfBase().forEach((code, rate) -> hash.add(code).add(rate));
    return hash.add(catalogue.rates().base()).hex();
  }

  /** Names users and events by their content, as an input of artifacts. */
  public String eventsHash() {
    var hash = new ContentHash();
    hash.add(snapshot.file(Table.USERS).map(Snapshot.StoredFile::sha256).orElse(""));
    snapshot.days().forEach(day -> hash.add(day.file().sha256()));
    return hash.hex();
  }
}
