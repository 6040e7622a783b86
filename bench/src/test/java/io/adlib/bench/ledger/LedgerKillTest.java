package io.adlib.bench.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.adlib.core.Seed;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerKillTest {

  private static final int KILLS = 4;

  @TempDir Path folder;

  @Test
  void afterEveryKillTheBooksHoldWhatWasAcknowledgedAndNoBudgetIsOverspent() throws Exception {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    KillRun.Result result = new KillRun(folder, classPath, new Seed(20261125)).run(KILLS);
    assertThat(result.kills()).isEqualTo(KILLS);
    assertThat(result.held()).isPositive();
    assertThat(result.paid()).isPositive();
  }
}
