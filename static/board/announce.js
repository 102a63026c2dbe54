/*
 * What is read out to whoever does not see the list. A high alert that begins to wait for somebody interrupts, with one
 * sentence of its own; everything else is gathered for some seconds and said in counts when the reader is free. Vital signs
 * are never read out. Derived from the rows, as the sound is: nothing is said twice after a reload or a reconnection.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const now = document.getElementById("announced-now");
  const later = document.getElementById("announced");
  if (!now || !later) return;
  const words = later.dataset;

  /** A storm is one sentence, too. */
  const gatherMillis = 4000;
  /** More at once than anybody can listen to are counted. */
  const sentencesMax = 3;
  /** Read by then; what stays would be found again by whoever walks the page. */
  const forgottenMillis = 30_000;

  /** What was said of each alert, by its id: its priority, whether it waits and whether for me. Null before the first look. */
  let told = null;
  let counts = {};
  let urgent = [];
  /** In these seconds. */
  let interruptions = 0;
  let isGathering = false;

  function look() {
    if (wardlight.covered) return;
    const mine = new Set(wardlight.aim.mine());
    const isAt = new Map(wardlight.aim.rows().map((row) => [row.id, stateOf(row, mine.has(row))]));
    if (told === null) greet(isAt);
    else for (const [id, is] of isAt) compare(is, told.get(id));
    // What a full list has no room for is not over.
    const isFull = wardlight.aim.cut().length > 0;
    for (const [id, was] of told ?? []) if (!isAt.has(id) && !(isFull && was.waits)) count("closed");
    told = isAt;
    while (urgent.length > 0 && interruptions < sentencesMax) interrupt();
    if (isGathering || interruptions + urgent.length + Object.keys(counts).length === 0) return;
    isGathering = true;
    setTimeout(sayGathered, gatherMillis);
  }

  function stateOf(row, mine) {
    const { priority, state } = row.dataset;
    const waits = wardlight.aim.isWaiting(row) && state !== "latched";
    return { priority, state, waits, mine, sentence: wardlight.aim.sentence(row) };
  }

  function greet(rows) {
    const waiting = Array.from(rows.values()).filter(({ waits }) => waits);
    const high = waiting.filter(({ priority }) => priority === "high").length;
    if (waiting.length === 0) return;
    // A reader says nothing of what was there before it had looked at the page.
    setTimeout(say, gatherMillis, later, words.open.replace("{n}", waiting.length).replace("{high}", high));
  }

  function compare(is, was) {
    const begins = is.waits && !was?.waits;
    const rises = is.waits && was?.waits && wardlight.aim.ranks[is.priority] < wardlight.aim.ranks[was.priority];
    const reachesMe = is.waits && is.mine && was && !was.mine;
    if (is.priority === "high" && (begins || rises || reachesMe)) urgent.push(is.sentence);
    else if (begins) count(was ? "again" : is.priority);
    else if (rises) count(is.priority);
    else if (reachesMe) count("yours");
    else if (was && was.state !== is.state) count(is.state);
  }

  function count(what) {
    if (words[what] !== undefined) counts[what] = (counts[what] ?? 0) + 1;
  }

  function interrupt() {
    interruptions += 1;
    say(now, urgent.shift());
  }

  function sayGathered() {
    isGathering = false;
    interruptions = 0;
    if (urgent.length > sentencesMax) say(now, words.high.replace("{n}", urgent.length));
    else while (urgent.length > 0) say(now, urgent.shift());
    urgent = [];
    const gathered = Object.entries(counts).map(([what, n]) => words[what].replace("{n}", n));
    counts = {};
    if (gathered.length > 0) say(later, gathered.join(", "));
  }

  function say(where, text) {
    const line = document.createElement("p");
    line.textContent = text;
    where.append(line);
    setTimeout(() => line.remove(), forgottenMillis);
  }

  document.addEventListener("wardlight:alerts", look);
})();
