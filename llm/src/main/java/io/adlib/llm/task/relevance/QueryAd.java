package io.adlib.llm.task.relevance;

import io.adlib.llm.market.AdDossier;
import java.util.OptionalInt;

/**
 * A query and an ad.
 *
 * @param id of the pair
 * @param query as somebody typed it
 * @param ad what is known of the ad
 * @param label a person's grade from 1 to 4, if there is one
 */
public record QueryAd(String id, String query, AdDossier ad, OptionalInt label) {}
