package dev.foldcast.plan;

import static dev.foldcast.plan.Counts.ceilDiv;

/**
 * A loop cut in pieces whose lengths differ by at most one granule. Immutable.
 *
 * @param extent turns of the loop
 * @param pieces at least 1
 * @param granule turns that stay together
 */
record Cut(long extent, long pieces, long granule) {
  private static final long GRANULE = 16;

  static Cut whole(long extent) {
    return new Cut(extent, 1, 1);
  }

  /** Pieces of at most {@code tile} turns. */
  static Cut into(long extent, long tile) {
    if (tile >= extent) {
      return whole(extent);
    }
    long granule = tile >= 4 * GRANULE && tile % GRANULE == 0 ? GRANULE : 1;
    return new Cut(extent, ceilDiv(extent, tile), granule);
  }

  boolean isWhole() {
    return pieces == 1;
  }

  /** First turn of a piece. */
  long begin(long piece) {
    long granules = ceilDiv(extent, granule);
    long begin = piece * (granules / pieces) + Math.min(piece, granules % pieces);
    return Math.min(extent, begin * granule);
  }

  long length(long piece) {
    return begin(piece + 1) - begin(piece);
  }

  long longest() {
    return length(0);
  }

  long shortest() {
    return Math.min(length(pieces - 1), pieces == 1 ? extent : length(pieces - 2));
  }
}
