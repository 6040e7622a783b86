package io.adlib.serve.path;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One request from the question to the durable answer, for Flight Recorder. */
@Name("io.adlib.Request")
@Label("Request for Ads")
@Category("Adlib")
@Description("A request for ads, from the question to the durable answer")
@StackTrace(false)
final class RequestEvent extends jdk.jfr.Event {

  @Label("Request")
  String request = "";

  @Label("Ads")
  int ads;

  @Label("Steps Left Out")
  String steps = "";
}
