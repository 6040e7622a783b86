package io.adlib.llm.task.queries;

import io.adlib.llm.lexical.Bm25;
import io.adlib.llm.market.AdDossier;
import java.util.List;

/**
 * An ad and the words that tell it from others.
 *
 * @param ad what is known of it
 * @param keywords most telling first
 * @param index over the sheets of all ads, to measure what queries find
 * @param number of the ad in the index
 */
public record AdKeywords(AdDossier ad, List<String> keywords, Bm25 index, int number) {}
