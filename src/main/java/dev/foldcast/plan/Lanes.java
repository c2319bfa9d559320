package dev.foldcast.plan;

/** In what exact sums of float16 and float32 terms add up, term by term; all give the same bits. */
public enum Lanes {
  /** float64, where the device has it. */
  FLOAT64,
  /** 64-bit integers: what other devices do, and what those may prefer that are slow at float64. */
  INT64
}
