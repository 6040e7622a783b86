package io.adlib.market.demo;

import java.util.List;

/** One of the four tastes that run through every category, and how it sounds. */
record Style(
    String id, String tag, List<String> series, List<String> adLines, List<String> contentLines) {}
