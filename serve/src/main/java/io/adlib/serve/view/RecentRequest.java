package io.adlib.serve.view;

import io.adlib.core.Request;
import io.adlib.core.Slate;
import java.time.Duration;
import java.util.List;

/**
 * One of the latest requests.
 *
 * @param request without consent its user is empty
 * @param slate the answer
 * @param steps what was left out for want of time
 * @param eligible ads that were allowed
 * @param took from the question to the durable answer
 */
public record RecentRequest(
    Request request, Slate slate, List<String> steps, int eligible, Duration took) {}
