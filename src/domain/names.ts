/** Letters that are no letter with an accent, as they are spelled where they cannot be typed. */
const spelled: Readonly<Record<string, string>> = {
  ...{ ß: "ss", æ: "ae", œ: "oe", þ: "th" },
  ...{ ł: "l", ø: "o", đ: "d", ð: "d", ı: "i", ħ: "h" },
};

/** A name as it is compared: without accents, capitals, spaces and what stands between letters. `O’Súilleabháin`: `osuilleabhain`. */
export const foldName = (name: string): string =>
  Array.from(
    name
      .toLowerCase()
      .normalize("NFD")
      .replaceAll(/[^\p{L}\p{N}]/gu, ""),
  )
    .map((letter) => spelled[letter] ?? letter)
    .join("");

/**
 * Whether two family names could be taken for one another: the same but for accents and what stands between letters, or one
 * letter apart (another, one more, two of them changed about). A name of which nothing is left is like no other.
 */
export function areSimilar(a: string, b: string): boolean {
  const [one, other] = [Array.from(foldName(a)), Array.from(foldName(b))];
  return one.length > 0 && other.length > 0 && isOneApart(one, other);
}

function isOneApart(a: readonly string[], b: readonly string[]): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from++;
  let last = 0;
  while (last < Math.min(a.length, b.length) - from && a.at(-1 - last) === b.at(-1 - last)) last++;
  const [restOfA, restOfB] = [a.slice(from, a.length - last), b.slice(from, b.length - last)];
  if (restOfA.length <= 1 && restOfB.length <= 1) return true;
  return restOfA.length === 2 && restOfB.length === 2 && restOfA[0] === restOfB[1] && restOfA[1] === restOfB[0];
}

export interface NamedBed {
  readonly bedId: string;
  readonly wardId: string;
  readonly familyName: string;
}

/** The beds of the same ward whose patients' names are similar, by bed, in the order given. Who stands alone is no key. */
export function similarBeds(beds: readonly NamedBed[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const note = (bedId: string, other: string) => found.set(bedId, [...(found.get(bedId) ?? []), other]);
  for (const ofWard of Map.groupBy(beds, ({ wardId }) => wardId).values())
    ofWard.forEach((one, place) => {
      for (const other of ofWard.slice(place + 1)) {
        if (!areSimilar(one.familyName, other.familyName)) continue;
        note(one.bedId, other.bedId);
        note(other.bedId, one.bedId);
      }
    });
  return found;
}
