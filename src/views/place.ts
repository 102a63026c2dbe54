import { raw } from "hono/html";

/** Stands in a region's element where a part of it comes. No text of anybody's can be it: `<` is escaped in those. */
export const placeOf = (id: string) => `<!--${id}-->`;

export const Place = ({ id }: { id: string }) => raw(placeOf(id));
