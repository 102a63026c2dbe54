/** What a browser would make of some HTML, as far as it matters here: its tags with the names of their attributes. */
export function skeletonOf(html: string): string[] {
  const tags: string[] = [];
  let at = 0;
  while (true) {
    at = html.indexOf("<", at);
    if (at < 0) return tags;
    const tag = /^<(\/?[a-z!][a-z0-9:-]*)((?:\s+[^\s=>"'/]+(?:="[^"<]*")?)*)\s*\/?>/i.exec(html.slice(at));
    // A bare "<" in text is escaped by our views; one that opens no tag we write is somebody else's.
    if (!tag) return [...tags, `broken: ${html.slice(at, at + 60)}`];
    const names = [...(tag[2] ?? "").matchAll(/\s([^\s=>"'/]+)(?:="[^"]*")?/g)].map((found) => found[1]);
    tags.push([tag[1], ...names].join(" "));
    at += tag[0].length;
  }
}

/** All values of an attribute, in the order of the document. */
export function valuesOf(attribute: string, html: string): string[] {
  return [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, "g"))].map((found) => found[1] ?? "");
}

/** What a person reads, tags left out. */
export function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ")
    .trim();
}
