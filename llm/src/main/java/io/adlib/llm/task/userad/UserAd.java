package io.adlib.llm.task.userad;

import io.adlib.llm.market.AdDossier;
import io.adlib.llm.market.UserDossier;
import java.util.Optional;

/**
 * A user and an ad.
 *
 * @param id of the pair
 * @param user what was known of the user before the ad was shown
 * @param ad what is known of the ad
 * @param clicked whether the user clicked it then, if it was shown
 */
public record UserAd(String id, UserDossier user, AdDossier ad, Optional<Boolean> clicked) {}
