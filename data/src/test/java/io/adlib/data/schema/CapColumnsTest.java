package io.adlib.data.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adlib.core.Campaign.FrequencyCap;
import io.adlib.core.InputException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapColumnsTest {

  private static final FrequencyCap DAY = new FrequencyCap(3, Duration.ofDays(1));
  private static final FrequencyCap WEEK = new FrequencyCap(10, Duration.ofDays(7));

  private static Row row(Cell impressions, Cell window, Cell further) {
    var cells = new ArrayList<>(Collections.nCopies(Table.CAMPAIGNS.columns().size(), Cell.ABSENT));
    cells.set(Table.CAMPAIGNS.index("frequency_cap"), impressions);
    cells.set(Table.CAMPAIGNS.index("frequency_window"), window);
    cells.set(Table.CAMPAIGNS.index("frequency_caps"), further);
    return new Row(Table.CAMPAIGNS, cells);
  }

  @Test
  void theCapOfTheTwoColumnsAndAllFurtherOnesHoldTogether() {
    Row both = row(new Cell.Whole(3), Cell.text("24h"), Cell.items(List.of(" 10 / 7d ")));
    assertThat(CapColumns.caps(both)).containsExactly(DAY, WEEK);
    Row none = row(Cell.ABSENT, Cell.ABSENT, Cell.ABSENT);
    assertThat(CapColumns.caps(none)).isEmpty();
  }

  @Test
  void writtenCapsReadBack() {
    List<FrequencyCap> caps = List.of(DAY, WEEK, new FrequencyCap(1, Duration.ofMillis(1500)));
    assertThat(CapColumns.caps(row(Cell.ABSENT, Cell.ABSENT, CapColumns.cell(caps))))
        .isEqualTo(caps);
    assertThat(CapColumns.cell(List.of())).isEqualTo(Cell.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10", "/7d", "10/", "0/7d", "-1/7d", "10/0d", "10/week", "99999999999/7d"})
  void aCapThatIsNoneIsNamed(String cap) {
    assertThatThrownBy(
            () -> CapColumns.caps(row(Cell.ABSENT, Cell.ABSENT, Cell.items(List.of(cap)))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("'" + cap + "' is not such as 10/7d");
  }

  @Test
  void oneOfTheTwoColumnsAloneIsNoCap() {
    assertThatThrownBy(() -> CapColumns.caps(row(new Cell.Whole(3), Cell.ABSENT, Cell.ABSENT)))
        .hasMessageContaining("frequency_window");
    assertThatThrownBy(() -> CapColumns.caps(row(Cell.ABSENT, Cell.text("24h"), Cell.ABSENT)))
        .hasMessageContaining("frequency_cap");
  }
}
