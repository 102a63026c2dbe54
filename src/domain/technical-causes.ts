/** What a technical alert can be about. Boards and papers name it by this word, and a ladder may be for one of them. */
export const technicalCauses = ["device_lost", "signs_stale", "feed_down", "ward_unwatched"] as const;
export type TechnicalCause = (typeof technicalCauses)[number];
export const isTechnicalCause = (text: string): text is TechnicalCause =>
  (technicalCauses as readonly string[]).includes(text);
