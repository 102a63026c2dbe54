import type { Duty } from "../domain/duties.ts";
import { Moment } from "./moments.tsx";
import type { Words } from "./words/words.ts";

interface DutyTextProps {
  readonly duty: Duty;
  readonly timeZone: string;
  readonly words: Words;
  /** For a phone. */
  readonly short?: boolean;
}

/** `On duty for W1 until 19:00`, short `W1 until 19:00`. */
export function DutyText({ duty: { wardId, until }, timeZone, words, short = false }: DutyTextProps) {
  const time = <Moment at={until} zone={timeZone} words={words} />;
  const { on, onForAll, onShort, onForAllShort } = words.duty;
  if (wardId === null) return <>{(short ? onForAllShort : onForAll)(time)}</>;
  return <>{(short ? onShort : on)(wardId, time)}</>;
}
