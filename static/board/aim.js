/*
 * Which alerts are meant for whoever looks at this page: the viewer stands on <body>, whom an alert means on its row
 * (`data-for`), and domain/aim.ts has the other half of the rule. Everything that follows from it (the strip, the title,
 * the sound, what is announced) is derived from the rows themselves after each swap, and so is right after any reload.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const { role, staff, wards } = document.body.dataset;

  const myWards = wards ? wards.split(" ") : null;
  const ranks = { high: 0, medium: 1, low: 2 };
  let seen = "";

  /** A row that is only a picture of what was there is none. */
  const rowsIn = (list) => Array.from(list?.querySelectorAll(".alert[data-for]:not(.gone)") ?? []);

  /** The list as the server last drew it, also while hands.js keeps the one on the screen still. */
  const list = () => wardlight.hold?.truth() ?? document.getElementById("alerts");

  const rows = () => [...rowsIn(list()), ...rowsIn(document.getElementById("elsewhere"))];

  function isMine(tokens) {
    return tokens.split(" ").some((token) => {
      if (token === `staff:${staff}`) return true;
      const [, called, ward] = /^role:([^@]+)@(.+)$/.exec(token) ?? [];
      if (called === undefined || (called !== role && role !== "display")) return false;
      return ward === "*" || myWards === null || myWards.includes(ward);
    });
  }

  /** Nobody has answered it, or somebody was asked to take it over. */
  const isWaiting = (row) => row.dataset.state !== "acknowledged";
  const raisedAt = (row) => Date.parse(row.querySelector(".since time").dateTime);

  /** As byUrgency in domain/urgency.ts, which has ordered each of the two lists. */
  function byUrgency(a, b) {
    return (
      Number(a.dataset.state === "asked") - Number(b.dataset.state === "asked") ||
      ranks[a.dataset.priority] - ranks[b.dataset.priority] ||
      Number(a.dataset.state === "latched") - Number(b.dataset.state === "latched") ||
      raisedAt(a) - raisedAt(b)
    );
  }

  /** What the list has no room for, as `[how many, priority]` of those that are mine. */
  function cut() {
    const counted = list()?.querySelector("[data-cut]")?.dataset.cut ?? "";
    return counted
      .split(";")
      .filter(Boolean)
      .map((group) => /^(\d+) (\w+) (.*)$/.exec(group))
      .filter(([, , , tokens]) => isMine(tokens))
      .map(([, count, priority]) => [Number(count), priority]);
  }

  const text = (element) => element?.textContent.replaceAll(/\s+/g, " ").trim() ?? "";

  /** `High SpO₂ 84 % below 88 W1-04`: how urgent, what and where, in the words of the row. */
  function sentence(row) {
    const what = row.querySelector(".what").cloneNode(true);
    for (const judged of what.querySelectorAll(".judged")) judged.remove();
    const urgent = row.querySelector(".mark b").cloneNode(true);
    for (const shape of urgent.querySelectorAll("[aria-hidden]")) shape.remove();
    const where = row.querySelector(".where .bed-id, .where .place");
    return [urgent, what, where].map(text).filter(Boolean).join(" ");
  }

  wardlight.aim = {
    ranks,
    sentence,
    rows,
    cut,
    isWaiting,
    /** Those that wait for me, most urgent first. */
    mine: () =>
      rows()
        .filter((row) => isWaiting(row) && isMine(row.dataset.for))
        .sort(byUrgency),
  };

  /** Tells the others, once for each change of the alerts and not for every sign of a patient. */
  function tell() {
    const versions = [list(), document.getElementById("elsewhere")].map((one) => one?.dataset.v).join();
    if (versions === seen) return;
    seen = versions;
    document.dispatchEvent(new CustomEvent("wardlight:alerts"));
  }
  document.addEventListener("htmx:after:swap", tell);
  document.addEventListener("wardlight:start", tell);
})();
