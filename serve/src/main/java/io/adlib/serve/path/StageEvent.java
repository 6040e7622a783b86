package io.adlib.serve.path;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One stage of one request, for Flight Recorder; costs next to nothing while none records. */
@Name("io.adlib.Stage")
@Label("Request Stage")
@Category("Adlib")
@Description("A stage of the request path")
@StackTrace(false)
final class StageEvent extends jdk.jfr.Event {

  @Label("Stage")
  String stage = "";

  @Label("Request")
  String request = "";
}
