package io.adlib.app.value;

import io.adlib.core.Catalogue;
import io.adlib.core.Event;
import io.adlib.core.Request;
import io.adlib.core.UserState;
import io.adlib.evaluate.lift.OpenAds;
import io.adlib.learn.generator.Situation;
import io.adlib.learn.policy.Episode;
import io.adlib.sid.LegalLeaves;
import io.adlib.sid.SemanticIds;
import io.adlib.sid.Trie;
import io.adlib.sid.prompt.PromptBuilder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Requests as the generator meets them: prompt, legal ads, and what the user clicked before. */
public final class Episodes {

  private final SemanticIds ids;
  private final PromptBuilder prompts;
  private final OpenAds open;
  private final int[] leaf_A;

  /**
   * @param prompts of the generator
   */
  public Episodes(Catalogue catalogue, SemanticIds ids, Trie trie, PromptBuilder prompts) {
    this.ids = ids;
    this.prompts = prompts;
    open = new OpenAds(catalogue);
    leaf_A =
        catalogue.ads().stream()
            .mapToInt(ad -> ids.indexOf(ad.id()))
            .map(item -> item < 0 ? -1 : trie.leaf(item))
            .toArray();
  }

  /** The leaves that targeting and flights allow at a request. */
  public LegalLeaves legal(Request request, UserState user) {
    var bits = new BitSet();
    for (int ad : open.at(request, user)) {
      if (leaf_A[ad] >= 0) {
        bits.set(leaf_A[ad]);
      }
    }
    return LegalLeaves.of(bits);
  }

  /** The numbers of the ads that targeting and flights allow at a request. */
  public Set<Integer> open(Request request, UserState user) {
    return Arrays.stream(open.at(request, user)).boxed().collect(Collectors.toSet());
  }

  /** An episode at each request where anything is legal, in order. */
  public List<Episode> of(List<LoggedRequest> requests) {
    return requests.stream().map(this::of).toList();
  }

  private Episode of(LoggedRequest asked) {
    LegalLeaves legal = legal(asked.request(), asked.user());
    int[] positives =
        asked.user().recent().stream()
            .filter(event -> event.kind().compareTo(Event.Kind.CLICK) >= 0)
            .mapToInt(event -> ids.indexOf(event.subject()))
            .filter(item -> item >= 0)
            .toArray();
    return new Episode(
        new Situation(prompts.build(asked.user(), asked.request()), legal), positives);
  }

  /** Whether anything may be shown at a request. */
  public boolean isOpen(LoggedRequest asked) {
    return legal(asked.request(), asked.user()).count() > 0;
  }
}
