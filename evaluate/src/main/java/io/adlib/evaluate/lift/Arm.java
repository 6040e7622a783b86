package io.adlib.evaluate.lift;

import io.adlib.market.simulate.Billing;
import io.adlib.market.simulate.SlatePolicy;
import io.adlib.market.simulate.World;

/**
 * One policy in a comparison, with a world of its own.
 *
 * @param name such as {@code generator}, {@code popularity}, {@code random}
 * @param policy answers this arm's requests
 * @param billing charges this arm's events; every arm needs its own budgets
 * @param world hears this arm's events
 */
public record Arm(String name, SlatePolicy policy, Billing billing, World world) {}
