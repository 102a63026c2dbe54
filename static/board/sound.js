/*
 * What is heard: a burst for the most urgent unanswered alert that is meant for whoever sits here and is not silenced.
 * Decided anew at each tick of the worker and each change of the list, so that it is right after any reload and in a tab
 * that nobody sees. A browser lets a page be heard only after a press on it: until then the header says that sound is off.
 * The alerts that were heard are kept here and nowhere else.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const button = document.getElementById("sound");
  if (!button || !window.AudioContext) return;

  /** How often an unanswered alert is heard again; a low one is heard once. */
  const everyMillis = { high: 10_000, medium: 20_000, low: Number.POSITIVE_INFINITY };
  const technicalEveryMillis = 60_000;
  /** Bursts that follow one another closer than this cannot be told apart. */
  const pauseMillis = 2500;
  /** For whoever asks afterwards what was heard. */
  const logLength = 20;

  let context = null;
  let armed = false;
  /** The burst that sounds or sounded last, with its times by performance.now(). */
  const never = Number.NEGATIVE_INFINITY;
  let last = { kind: null, why: null, at: never, endsAt: never, stop() {} };
  let technicalAt = never;
  /** Ids of the alerts that have been heard, each with the priority it had. */
  let heard = new Set();
  const log = [];

  const state = () => (armed ? (context.state === "running" ? "on" : "blocked") : "off");

  wardlight.sound = { state, log: () => log, context: () => context };

  function decide() {
    if (wardlight.covered) return hush();
    if (state() !== "on") return;
    const now = performance.now();
    const due = audible();
    heard = new Set([...heard].filter((key) => due.all.includes(key)));
    if (due.kind === null) {
      if (last.why === "alert" && now < last.endsAt) hush();
      return decideTechnical(now);
    }
    const { ranks } = wardlight.aim;
    const isNew = due.keys.some((key) => !heard.has(key));
    const worse = last.kind === null || !(ranks[last.kind] <= ranks[due.kind]);
    const again = now - last.at >= everyMillis[due.kind];
    if (again || (isNew && (worse || now >= last.endsAt + pauseMillis))) {
      for (const key of due.keys) heard.add(key);
      return play(due.kind, "alert");
    }
    decideTechnical(now);
  }

  /** The highest priority that is to be heard now, the alerts that have it, and all that may be heard. */
  function audible() {
    const { aim } = wardlight;
    const lowest = aim.ranks[document.body.dataset.soundFrom];
    const now = wardlight.clock.now();
    const rows = aim.mine().filter(({ dataset }) => !(Number(dataset.quietUntil) > now));
    const keyed = [
      ...rows.map(({ id, dataset: { priority } }) => [`${id} ${priority}`, priority]),
      // Those that the list has no room for have no names here.
      ...aim.cut().map(([, priority]) => [`cut ${priority}`, priority]),
    ].filter(([, priority]) => aim.ranks[priority] <= lowest);
    const kind = ["high", "medium", "low"].find((one) => keyed.some(([, priority]) => priority === one)) ?? null;
    const keysOf = (pairs) => pairs.map(([key]) => key);
    return { kind, keys: keysOf(keyed.filter(([, priority]) => priority === kind)), all: keysOf(keyed) };
  }

  /** Nothing has proven itself for 11 s: whoever only listens has to be told that nothing will be heard. */
  function decideTechnical(now) {
    if (document.documentElement.dataset.live !== "stale") {
      technicalAt = never;
      return;
    }
    if (now - technicalAt < technicalEveryMillis || now < last.endsAt + pauseMillis) return;
    technicalAt = now;
    play("technical", "silence");
  }

  /** `why`: "alert", "test", or "silence" of the stream. */
  function play(kind, why) {
    last.stop();
    const start = context.currentTime + 0.02;
    const { volume } = document.body.dataset;
    const burst = wardlight.bursts.schedule(context, context.destination, kind, start, volume);
    const now = performance.now();
    last = { kind, why, at: now, endsAt: now + (burst.endsAt - burst.at) * 1000, stop: burst.stop };
    log.push({ kind, why, pulses: burst.pulses, at: now });
    if (log.length > logLength) log.shift();
  }

  function hush() {
    last.stop();
    last = { ...last, kind: null, endsAt: performance.now() };
  }

  /** May be called at any time; is heard once the browser has seen a press. */
  function arm() {
    context ??= open();
    armed = true;
    context.resume();
    show();
  }

  function open() {
    const opened = new AudioContext();
    opened.addEventListener("statechange", () => {
      show();
      decide();
    });
    return opened;
  }

  function disarm() {
    hush();
    armed = false;
    context.suspend();
    show();
  }

  function show() {
    const now = state();
    if (wardlight.covered || button.dataset.sound === now) return;
    const { dataset } = button;
    dataset.sound = now;
    button.textContent = dataset[now];
    button.title = now === "on" ? dataset.turnOff : dataset.turnOn;
    document.dispatchEvent(new CustomEvent("wardlight:sound"));
  }

  button.addEventListener("click", () => {
    if (state() === "on") return disarm();
    arm();
    // What was just turned on is heard at once, and with it how loud it is.
    heard = new Set();
    last.kind = null;
    if (audible().kind === null) whenRunning(() => play("low", "test"));
    else whenRunning(decide);
  });

  /** The test tone, as loud as it is chosen to be, also while sound is off. */
  document.addEventListener("click", ({ target }) => {
    if (target.id !== "sound-test") return;
    context ??= open();
    context.resume();
    whenRunning(() => play("medium", "test"));
  });

  async function whenRunning(then) {
    await context.resume();
    then();
  }

  // A browser that holds the sound back after a reload lets it go with the next press, wherever that is.
  for (const name of ["pointerdown", "keydown"])
    document.addEventListener(name, () => {
      if (armed && context.state !== "running") context.resume();
    });

  for (const name of ["wardlight:tick", "wardlight:alerts", "wardlight:settings"])
    document.addEventListener(name, decide);
  document.addEventListener("wardlight:covered", () => {
    hush();
    context?.close();
  });
  document.addEventListener("wardlight:start", () => {
    button.disabled = false;
    const test = document.getElementById("sound-test");
    if (test) test.hidden = false;
    // This person turned it on before this page was loaded anew.
    if (document.body.dataset.sound === "on") arm();
    else show();
  });
})();
