package io.adlib.data.state;

/** The state as it was at one moment, whatever is committed later. Close it to free its memory. */
public interface Snapshot extends StateView, AutoCloseable {
  @Override
  void close();
}
