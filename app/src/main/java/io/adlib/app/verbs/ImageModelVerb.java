package io.adlib.app.verbs;

import io.adlib.app.terminal.Output;
import io.adlib.encode.convert.TfjsModel;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes an image encoder out of a published TensorFlow.js model. */
@Command(
    name = "image-model",
    description =
        "Turns a TensorFlow.js layers model, such as MobileNet or Inception, into an ONNX file that"
            + " encode.image_model can name, with its settings beside it. docs/encode.md says where to get one.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  adlib encode image-model mobilenet/model.json shop/mobilenet.onnx"
    })
public final class ImageModelVerb implements Runnable {

  @Parameters(index = "0", paramLabel = "MODEL.json", description = "The model; weights beside it.")
  private Path model;

  @Parameters(index = "1", paramLabel = "OUT.onnx", description = "The file to make.")
  private Path out;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Whose output is the vector (default: the last before the classifier).")
  private String layer;

  @Option(
      names = "--from-zero",
      description =
          "Colours are from 0 to 1, as nsfwjs's models want them (default: from -1 to 1).")
  private boolean fromZero;

  @Override
  public void run() {
    String taken = TfjsModel.read(model).convert(layer, !fromZero, out);
    Output.line("made %s", out);
    Output.line("its vectors are the output of %s", taken);
    Output.line("next: encode.image_model: %s in adlib.yaml, then adlib encode", out.getFileName());
  }
}
