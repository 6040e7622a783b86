package io.adlib.evaluate.lift;

/**
 * An ad that a policy would show.
 *
 * @param ad by number
 * @param pClick the policy's own estimate, in [0,1]
 * @param pConversion after a click, the policy's own estimate, in [0,1]
 * @param propensity probability in (0,1] that the policy offers this ad in this place
 */
public record Offer(int ad, double pClick, double pConversion, double propensity) {}
