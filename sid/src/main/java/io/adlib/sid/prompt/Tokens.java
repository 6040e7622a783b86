package io.adlib.sid.prompt;

import io.adlib.sid.Prompt;
import io.adlib.sid.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Positions in the making, the user's own token aside. Not thread-safe. */
final class Tokens {

  /**
   * @param target the item that this position is to predict, or −1
   */
  record Token(TokenKind kind, int action, Instant time, int[] rows, int item, int target) {
    Token withTarget(int aim) {
      return new Token(kind, action, time, rows, item, aim);
    }
  }

  private final int rowsPerPosition;
  private final List<Token> tokens = new ArrayList<>();

  /** The number of the event that each token came from. */
  private final List<Integer> origins = new ArrayList<>();

  Tokens(int rowsPerPosition) {
    this.rowsPerPosition = rowsPerPosition;
  }

  int size() {
    return tokens.size();
  }

  Instant time(int token) {
    return tokens.get(token).time();
  }

  /** Adds a token of the event of a number, or of none, −1. */
  void add(Token token, int origin) {
    tokens.add(token);
    origins.add(origin);
  }

  /** The numbers of the events of [from, to), led by −1 for the user's token. */
  int[] origins(int from, int to) {
    return IntStream.concat(
            IntStream.of(-1), origins.subList(from, to).stream().mapToInt(Integer::intValue))
        .toArray();
  }

  /** Whether the last token is the item's. */
  boolean endsWithItem(int item) {
    return !tokens.isEmpty()
        && tokens.getLast().kind() == TokenKind.ITEM
        && tokens.getLast().item() == item;
  }

  /** The tokens of [from, to), led by the user's if there is one, as a prompt. */
  Prompt prompt(List<int[]> user, int from, int to) {
    int lead = user.size();
    int length = lead + to - from;
    byte[] kind_T = new byte[length];
    byte[] action_T = new byte[length];
    byte[] gap_T = new byte[length];
    int[] rows_TF = new int[length * rowsPerPosition];
    for (int[] rows : user) {
      kind_T[0] = (byte) TokenKind.USER.ordinal();
      System.arraycopy(rows, 0, rows_TF, 0, rows.length);
    }
    for (int i = from; i < to; i++) {
      Token token = tokens.get(i);
      int at = lead + i - from;
      kind_T[at] = (byte) token.kind().ordinal();
      action_T[at] = (byte) token.action();
      gap_T[at] =
          i == from
              ? 0
              : Prompt.gapBucket(Duration.between(tokens.get(i - 1).time(), token.time()));
      System.arraycopy(token.rows(), 0, rows_TF, at * rowsPerPosition, token.rows().length);
    }
    return new Prompt(kind_T, action_T, gap_T, rows_TF);
  }

  /**
   * The targets of [from, to), led by −1 for the user's token, those before {@code fresh} hidden.
   */
  int[] targets(int from, int to, int fresh) {
    int[] target_T = new int[1 + to - from];
    Arrays.fill(target_T, -1);
    for (int i = Math.max(from, fresh); i < to; i++) {
      target_T[1 + i - from] = tokens.get(i).target();
    }
    return target_T;
  }
}
