import { likelyRightSeconds } from "../domain/device-clock.ts";
import type { ListedDevice } from "../domain/device-settings.ts";
import { spanSaid } from "./ladder-words.tsx";
import { Moment } from "./moments.tsx";
import type { Words } from "./words/words.ts";

/** When a device was heard last, and whether that is too long ago. Lost in words, not by a colour alone. */
export function heardSaid({ lastHeardAt, isLost }: ListedDevice, zone: string, words: Words) {
  const said = words.devices;
  if (lastHeardAt === null) return <span class="none">{said.never}</span>;
  return (
    <>
      <Moment at={lastHeardAt} dated zone={zone} words={words} />{" "}
      {isLost ? <b class="warned">{said.lost}</b> : <small>{said.isHeard}</small>}
    </>
  );
}

const daySeconds = 86_400;

/** How far a clock is off: `2 h ahead`. */
export function clockAhead(skewSeconds: number | null, words: Words): string {
  const said = words.devices.clock;
  if (skewSeconds === null) return said.unknown;
  const off = Math.abs(skewSeconds);
  if (off <= likelyRightSeconds) return said.right;
  const span = off < daySeconds ? spanSaid(off, words) : words.devices.days(Math.round(off / daySeconds));
  return skewSeconds > 0 ? said.ahead(span) : said.behind(span);
}
