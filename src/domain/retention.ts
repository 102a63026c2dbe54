/** For how many days what was measured is kept, by how finely. What is coarser is kept at least as long as what is finer. */
export interface Retention {
  /** Each reading. */
  readonly observationDays: number;
  /** One row a minute and sign. */
  readonly minuteDays: number;
  /** One row an hour and sign. */
  readonly hourDays: number;
}

/** A month in full, a year to look back on by the minute, and what the law of most places wants of a record by the hour. */
export const usualRetention: Retention = { observationDays: 35, minuteDays: 400, hourDays: 3660 };

/** A day more than a reading may be late: what can still come has its day, and is rolled up before that goes. */
export const observationDaysMin = 9;
/** A partition a day: each is a file that every backup walks, and a name that every plan looks through. */
export const observationDaysMax = 366;
export const minuteDaysMax = 1830;
/** A partition a month: thirty years. */
export const hourDaysMax = 10_980;
