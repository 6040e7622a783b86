package io.adlib.sid.feature;

/**
 * The place of one named feature.
 *
 * @param name unique
 * @param salt what tells its hashed rows from those of others
 * @param dense its place among the dense values, or −1 if it has none
 */
record Slot(String name, int salt, int dense) {}
