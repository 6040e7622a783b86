package io.adlib.learn.alignment;

/**
 * What the two frozen teachers say of items and users, each row of length √width so that its
 * numbers are about 1. Not copied: treat as immutable.
 *
 * @param contrastiveWidth F
 * @param contrastive_NF the contrastive teacher's item features, row-major
 * @param contrastive_UF its user features
 * @param generativeWidth G
 * @param generative_NG the generative teacher's item features
 */
public record Teachers(
    int contrastiveWidth,
    float[] contrastive_NF,
    float[] contrastive_UF,
    int generativeWidth,
    float[] generative_NG) {}
