package io.adlib.app.value;

import io.adlib.core.Request;
import io.adlib.core.UserState;

/**
 * A request that the log tells of.
 *
 * @param user as known just before it
 * @param request who asked, where and when
 */
public record LoggedRequest(UserState user, Request request) {}
