package io.adlib.app.lm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class WeightCurvesTest {

  @Test
  void eachTaskIsAPictureEachKindOfTrainingALineThatFallsAsTheLossDoes() throws Exception {
    Map<String, Map<String, List<Double>>> curves = new LinkedHashMap<>();
    curves.put("uniform", Map.of("copy", List.of(8.0, 4.0, 2.0), "tags", List.of(8.0, 6.0, 5.0)));
    curves.put("adaptive", Map.of("copy", List.of(8.0, 3.0, 1.0), "tags", List.of(8.0, 7.0, 6.0)));
    Document svg =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(WeightCurves.svg(curves))));
    assertThat(texts(svg)).contains("copy", "tags", "uniform", "adaptive", "1.00", "8.00");
    List<String> lines = attributes(svg, "polyline", "points");
    assertThat(lines).hasSize(4);
    // a logarithmic scale: 8, 4, 2 of 8…1 are at nothing, a third and two thirds of the height
    assertThat(lines.getFirst().trim()).isEqualTo("36.0,0.0 168.0,50.0 300.0,100.0");
    assertThat(lines.get(1).trim()).endsWith("300.0,150.0");
  }

  @Test
  void nothingTrainedIsAnEmptyPicture() {
    assertThat(WeightCurves.svg(Map.of())).contains("<svg").doesNotContain("polyline", "NaN");
  }

  private static List<String> texts(Document svg) {
    var nodes = svg.getElementsByTagName("text");
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent())
        .toList();
  }

  private static List<String> attributes(Document svg, String element, String name) {
    var nodes = svg.getElementsByTagName(element);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getAttributes().getNamedItem(name).getNodeValue())
        .toList();
  }
}
