package io.adlib.core;

import java.time.ZoneId;

/**
 * Who pays.
 *
 * @param id unique
 * @param name for people
 * @param timezone in which the advertiser's budget day begins and ends
 */
public record Advertiser(String id, String name, ZoneId timezone) {}
