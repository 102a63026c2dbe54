import type { Person } from "../domain/staff.ts";

/** The board that a person looks at, to lead back to. */
export const boardPath = ({ hospitalId }: Person, wardId: string | null) =>
  `/hospitals/${hospitalId}${wardId === null ? "" : `?ward=${encodeURIComponent(wardId)}`}`;
