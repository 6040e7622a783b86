package io.adlib.market.eligibility;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which ads may stand beside which content, and what the IAB calls the catalogue's categories.
 * Immutable and thread-safe.
 *
 * @param iab IAB content category (taxonomy 1.0, such as {@code IAB9-7}) by the catalogue's name of
 *     an ad category
 * @param refusedBeside by a content's tag or a page's IAB category, the ad categories that are not
 *     shown beside it; {@link #ALL} among them refuses every ad
 */
public record BrandSafety(Map<String, String> iab, Map<String, Set<String>> refusedBeside) {

  /** Everything may stand beside everything. */
  public static final BrandSafety NONE = new BrandSafety(Map.of(), Map.of());

  /** Stands for all categories of ads. */
  public static final String ALL = "all";

  private static final Pattern CODE = Pattern.compile("(IAB\\d+)-\\d+");

  public BrandSafety {
    iab = Map.copyOf(iab);
    refusedBeside = Map.copyOf(refusedBeside);
  }

  /**
   * A publisher's blocks in the catalogue's names, and with them what the page itself refuses.
   *
   * @param page tags of the content, and IAB categories of the page
   */
  public Blocks applied(Blocks asked, Collection<String> page) {
    if (refusedBeside.isEmpty() && (iab.isEmpty() || asked.categories().isEmpty())) {
      return asked;
    }
    Set<String> refused = new HashSet<>(asked.categories());
    for (String about : page) {
      refused.addAll(refusedBeside.getOrDefault(about, Set.of()));
      parent(about).ifPresent(p -> refused.addAll(refusedBeside.getOrDefault(p, Set.of())));
    }
    iab.forEach(
        (name, code) -> {
          if (refused.contains(code) || parent(code).filter(refused::contains).isPresent()) {
            refused.add(name);
          }
        });
    return new Blocks(refused, asked.advertisers());
  }

  /** The IAB category above one, such as {@code IAB9} above {@code IAB9-7}. */
  static Optional<String> parent(String code) {
    var matcher = CODE.matcher(code);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
