package io.adlib.llm.output;

import io.adlib.llm.task.tags.TagsTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tags of each ad or content as one list, for rankers. */
public final class TagLists {

  private TagLists() {}

  /** Tags by id, each {@code facet:value}, sorted. */
  public static Map<String, List<String>> of(Map<String, TagsTask.Answer> answers) {
    var lists = new LinkedHashMap<String, List<String>>();
    answers.forEach((id, answer) -> lists.put(id, answer.all().stream().sorted().toList()));
    return lists;
  }
}
