/** Something that is found because time passed. The ticker runs sweeps one after the other, with the database's clock. */
export interface Sweep {
  /** For the log. */
  readonly name: string;
  /**
   * Does what is due at `now`, in every hospital that has something due, and answers when the next thing is due (of any
   * hospital; in the past where something due could not be done yet), or null when nothing is.
   */
  run(now: Date): Promise<Date | null>;
}
