package io.adlib.data.state;

/**
 * A key and its value.
 *
 * @param key not to be changed
 * @param value not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Entry(byte[] key, byte[] value) {}
