package io.adlib.serve;

import java.util.Optional;

/**
 * The answer of {@code GET /health}.
 *
 * @param status {@code ok} or {@code failing}
 * @param release which answers
 * @param reason why it is failing
 */
record Health(String status, String release, Optional<String> reason) {}
