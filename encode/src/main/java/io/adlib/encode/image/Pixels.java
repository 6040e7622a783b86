package io.adlib.encode.image;

/**
 * A decoded picture.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb row after row, {@code 0xRRGGBB}; what was transparent lies on white
 */
record Pixels(int width, int height, int[] rgb) {}
