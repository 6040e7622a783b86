package io.adlib.learn.torch;

/** The number type of matrix products; parameters and everything else are float32. */
public enum Precision {
  /** float32 throughout. */
  FLOAT32,
  /** Products in bfloat16 with float32 sums: about three times faster where the CPU has them. */
  BFLOAT16
}
