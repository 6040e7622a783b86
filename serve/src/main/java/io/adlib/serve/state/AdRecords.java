package io.adlib.serve.state;

import io.adlib.core.CorruptException;
import io.adlib.core.InputException;
import io.adlib.data.state.Batch;
import io.adlib.serve.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The durable list of ads that were posted or withdrawn while serving. Thread-safe. */
public final class AdRecords {

  private final FailStopStore store;

  AdRecords(FailStopStore store) {
    this.store = store;
  }

  /**
   * All of them, by id.
   *
   * @throws io.adlib.core.CorruptException if one cannot be read
   */
  public List<AdRecord> all() {
    var records = new ArrayList<AdRecord>();
    try (var scan = store.scan(Family.ADS, new byte[0])) {
      while (scan.hasNext()) {
        records.add(Json.read(scan.next().value(), AdRecord.class, "a stored ad"));
      }
    } catch (InputException e) {
      throw new CorruptException(
          "the state store holds an ad that cannot be read: " + e.getMessage(),
          "restore state/ from a backup, or move it away to begin anew",
          e);
    }
    return records;
  }

  /**
   * Makes records durable, all or none; each replaces the one of its ad before.
   *
   * @throws io.adlib.core.EnvironmentException if the store refuses; whether they will be found
   *     after a restart is then open
   */
  public void put(List<AdRecord> records) {
    var batch = new Batch();
    records.forEach(record -> batch.put(Family.ADS, key(record.ad().id()), Json.bytes(record)));
    store.commit(batch);
  }

  /** Forgets ads, by id. */
  public void forget(List<String> ads) {
    if (!ads.isEmpty()) {
      var batch = new Batch();
      ads.forEach(ad -> batch.delete(Family.ADS, key(ad)));
      store.commit(batch);
    }
  }

  private static byte[] key(String ad) {
    return ad.getBytes(StandardCharsets.UTF_8);
  }
}
