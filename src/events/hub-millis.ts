/** How often and how long, in milliseconds. Tests shorten some. */
export const hubMillis = {
  /** The first change at once, then four frames a second at most: a person sees no difference to more. */
  livePace: 250,
  saverPace: 10_000,
  /** A page calls itself not live after 11 s without a message: one beat may be late. */
  beat: 5_000,
  /** What an unheard doorbell costs. */
  poll: 1_000,
  /** The doorbell's own test. */
  listenerTest: 5_000,
  /** A socket that has taken nothing for so long has nobody behind it. */
  stalledMax: 20_000,
  /** A stream ends after this, give or take a fifth: it is authorised anew, and load moves to a new process. */
  rotation: 600_000,
  sessionCheck: 10_000,
  /** A channel stays warm for those who come back. */
  unusedChannel: 30_000,
};
