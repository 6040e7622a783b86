package io.adlib.llm.corpus;

import io.adlib.llm.privacy.PersonalData;
import io.adlib.llm.prompt.Page;
import io.adlib.llm.schema.Shape;
import io.adlib.llm.task.Judged;
import io.adlib.llm.task.Task;
import java.util.List;
import java.util.Map;

/** The same task asked once more in a way that makes another sample of it. */
record AnotherTry<I, A>(Task<I, A> task, int number) implements Task<I, A> {

  @Override
  public void write(I input, Page page) {
    page.say(
        "Look at it afresh (look "
            + number
            + "): weigh first what speaks against your first thought.");
    task.write(input, page);
  }

  @Override
  public String name() {
    return task.name();
  }

  @Override
  public int version() {
    return task.version();
  }

  @Override
  public String instructions() {
    return task.instructions();
  }

  @Override
  public Shape.Fields answer() {
    return task.answer();
  }

  @Override
  public int answerTokens() {
    return task.answerTokens();
  }

  @Override
  public String id(I input) {
    return task.id(input);
  }

  @Override
  public PersonalData filter(I input) {
    return task.filter(input);
  }

  @Override
  public Class<A> type() {
    return task.type();
  }

  @Override
  public List<String> problems(I input, A answer) {
    return task.problems(input, answer);
  }

  @Override
  public Map<String, Double> measure(List<Judged<I, A>> accepted) {
    return task.measure(accepted);
  }
}
