import { raw } from "hono/html";
import { drawBed } from "./regions.tsx";
import type { StayDetails } from "./stay-page.tsx";
import type { Words } from "./words/words.ts";

/** The patient's card as it is streamed, under a heading for whoever cannot see where it begins. */
export function StayCard({ details, words }: { details: StayDetails; words: Words }) {
  const { hospital, wards, bed, now } = details;
  const ctx = { hospital, wards, wardId: bed.wardId, audience: "staff", words, now } as const;
  return (
    <>
      <h2 class="sr">{words.stay.signs}</h2>
      <div class="beds one">{raw(drawBed(bed, ctx).html)}</div>
    </>
  );
}
