/*
 * A page with charts while it is looked at: asks every five seconds whether it has changed, draws what has anew, and says in
 * words when it cannot. Without this file the page says as of when it is, and offers to look again.
 */
(() => {
  const { wardlight } = window;
  const live = document.getElementById("live");
  const connection = document.getElementById("connection");
  if (!live || !connection || !wardlight?.clock) return;

  const root = document.documentElement;
  const tickMillis = 1000;
  const askEveryMillis = 5000;
  const answerMillisMax = 5000;
  /** As on a board: two questions of five seconds and a second. */
  const silenceMillisMax = 11_000;
  /** The clocks this far apart since the last tick: the machine slept. */
  const jumpMillisMax = 5000;
  const coverOfStatus = { 401: "signed-out", 403: "not-found", 404: "not-found" };

  let { version } = live.dataset;
  let provenAt = performance.now();
  let trueUntil = Number(live.dataset.now);
  let askedAt = performance.now();
  let asking = false;
  let over = false;
  let slept = false;
  let lastTick = { counted: performance.now(), clock: Date.now() };

  async function ask() {
    if (asking || over) return;
    asking = true;
    askedAt = performance.now();
    try {
      const answer = await fetchWithin(`${live.dataset.ask}/version`);
      if (isOver(answer)) return;
      if (!answer.ok) return;
      const { version: newest, now } = await answer.json();
      wardlight.clock.heard(now);
      if (newest !== version && !(await drawAnew(newest))) return;
      provenAt = performance.now();
      trueUntil = wardlight.clock.now();
      slept = false;
    } catch (_unreachable) {
      // Said by the time that passes.
    } finally {
      asking = false;
      show();
    }
  }

  async function drawAnew(newest) {
    // A page that knows better what it lacks asks for that alone.
    if (wardlight.renew) {
      const done = await wardlight.renew(fetchWithin);
      if (done) version = newest;
      return done;
    }
    const answer = await fetchWithin(`${live.dataset.ask}/regions`);
    if (isOver(answer) || !answer.ok) return false;
    const regions = await answer.text();
    version = answer.headers.get("Wardlight-Version");
    wardlight.regions.take(regions);
    return true;
  }

  async function fetchWithin(path) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), answerMillisMax);
    try {
      return await fetch(path, { cache: "no-store", redirect: "error", signal: patience.signal });
    } finally {
      clearTimeout(timer);
    }
  }

  function isOver({ status }) {
    if (coverOfStatus[status]) cover(coverOfStatus[status]);
    return over;
  }

  /** Signed out, or not theirs any more: the patient is taken out of the document, and what was being typed. */
  function cover(reason) {
    over = true;
    root.dataset.live = "covered";
    const sheet = document.getElementById("cover");
    for (const other of Array.from(document.body.children)) if (other !== sheet) other.remove();
    for (const part of sheet.querySelectorAll("[data-cover]")) part.hidden = part.dataset.cover !== reason;
    sheet.hidden = false;
    sheet.querySelector("[data-cover]:not([hidden]) a").focus();
  }

  function show() {
    if (over) return;
    const state = !slept && performance.now() - provenAt <= silenceMillisMax ? "poll" : "stale";
    root.dataset.live = state;
    const words = connection.dataset[state].replace("{time}", () => wardlight.clock.format(trueUntil));
    if (connection.textContent !== words) connection.textContent = words;
  }

  function tick() {
    const counted = performance.now();
    const clock = Date.now();
    if (Math.abs(clock - lastTick.clock - (counted - lastTick.counted)) > jumpMillisMax) {
      slept = true;
      askedAt = Number.NEGATIVE_INFINITY;
    }
    lastTick = { counted, clock };
    show();
    if (document.visibilityState === "visible" && counted - askedAt >= askEveryMillis) ask();
  }

  /** Nothing that lies in the browser's memory of pages shows a patient: after sign-out, Back must find nothing. */
  window.addEventListener("pagehide", (event) => {
    if (event.persisted) document.querySelector("main")?.replaceChildren();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  for (const name of ["visibilitychange", "resume"]) document.addEventListener(name, tick);
  for (const name of ["focus", "online"]) window.addEventListener(name, tick);
  document.dispatchEvent(new CustomEvent("wardlight:start"));
  show();
  setInterval(tick, tickMillis);
})();
