/*
 * Whether the screen may be believed. Only a message proves that it may: an open connection proves nothing. Says it in
 * words in #connection and as `data-live` on <html>, from which the stylesheet withdraws the colours:
 *
 *   connecting   nothing came yet          live    a heartbeat within 11 s
 *   poll         no stream, but a poll within 11 s    stale   neither: not live since …       covered   see cover.js
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const live = document.getElementById("live");
  if (!live) return;

  const root = document.documentElement;
  const connection = document.getElementById("connection");

  /** As in beat-worker.js. */
  const tickMillis = 500;
  /** Two heartbeats of 5 s and a second: with a tick's delay the screen says so before the twelfth. */
  const silenceMillisMax = 11_000;
  const helloMillisMax = 5000;
  const pollEveryMillis = 5000;
  /** A tick this much too late, or the clocks this far apart: the machine slept. */
  const jumpMillisMax = 5000;
  /** How long an open stream may stay without its hello before it is tried anew; doubled each time up to the second. */
  const mutePatienceMillis = [15_000, 60_000];

  /** When each rung last proved itself, by performance.now(). */
  const provenAt = { live: Number.NEGATIVE_INFINITY, poll: Number.NEGATIVE_INFINITY };
  /** Server time up to which this page is known to be true. */
  let trueUntil = Number(live.dataset.now);
  let helloAwaitedSince = 0;
  let polledAt = Number.NEGATIVE_INFINITY;
  let patienceMillis = mutePatienceMillis[0];
  let slept = false;
  let lastTick = { counted: performance.now(), clock: Date.now() };

  wardlight.liveness = {
    /** `unread`: for so many milliseconds the server itself had not been told by its database. They count as silence. */
    proven(rung, unread = 0) {
      provenAt[rung] = performance.now() - unread;
      trueUntil = wardlight.clock.now() - unread;
      slept = false;
      if (rung === "live") {
        helloAwaitedSince = null;
        patienceMillis = mutePatienceMillis[0];
      }
      show();
    },
    lost() {
      helloAwaitedSince ??= performance.now();
    },
    pollNow() {
      helloAwaitedSince = performance.now() - helloMillisMax;
      tick();
    },
  };

  function tick() {
    if (wardlight.covered) return;
    if (hasSlept()) wake();
    show();
    mendStream();
    pollIfDue();
    document.dispatchEvent(new CustomEvent("wardlight:tick"));
  }

  function hasSlept() {
    const counted = performance.now();
    const clock = Date.now();
    const jumped = Math.abs(clock - lastTick.clock - (counted - lastTick.counted)) > jumpMillisMax;
    const late =
      counted - lastTick.counted > tickMillis + jumpMillisMax && wardlight.stream.messageAt < lastTick.counted;
    lastTick = { counted, clock };
    return jumped || late;
  }

  /** Cover first, then ask: nobody may read values from before the sleep as if they were of now. */
  function wake() {
    slept = true;
    provenAt.live = provenAt.poll = Number.NEGATIVE_INFINITY;
    wardlight.liveness.lost();
    wardlight.stream.reconnect();
    polledAt = performance.now();
    wardlight.poll.askWhole();
  }

  function state() {
    const now = performance.now();
    if (now - provenAt.live <= silenceMillisMax) return "live";
    if (now - provenAt.poll <= silenceMillisMax) return "poll";
    return now <= silenceMillisMax && !slept ? "connecting" : "stale";
  }

  function show() {
    if (wardlight.covered) return;
    const current = state();
    if (root.dataset.live !== current) root.dataset.live = current;
    const words = connection.dataset[current].replace("{time}", () => wardlight.clock.format(trueUntil));
    if (connection.textContent !== words) connection.textContent = words;
  }

  function mendStream() {
    const { stream } = wardlight;
    const now = performance.now();
    if (stream.openSince === null) return;
    const silentFor = now - Math.max(stream.openSince, stream.messageAt);
    if (stream.saidHello ? silentFor <= silenceMillisMax : silentFor <= patienceMillis) return;
    if (!stream.saidHello) patienceMillis = Math.min(patienceMillis * 2, mutePatienceMillis[1]);
    wardlight.liveness.lost();
    stream.reconnect();
  }

  function pollIfDue() {
    const now = performance.now();
    const noHello = helloAwaitedSince !== null && now - helloAwaitedSince >= helloMillisMax;
    if (!noHello && !wardlight.poll.wantsWhole) return;
    if (now - polledAt < pollEveryMillis) return;
    polledAt = now;
    wardlight.poll.ask();
  }

  /** Without the worker a hidden tab ticks once a minute; that is still better than never. */
  function startTicking() {
    const fallBack = () => setInterval(tick, tickMillis);
    try {
      const worker = new Worker(live.dataset.worker);
      worker.onmessage = tick;
      worker.onerror = fallBack;
    } catch (_noWorkers) {
      fallBack();
    }
  }

  document.addEventListener("wardlight:start", () => {
    // A page that thaws or comes to the front looks at its clocks before anybody looks at it.
    for (const name of ["visibilitychange", "resume"]) document.addEventListener(name, tick);
    for (const name of ["focus", "online"]) window.addEventListener(name, tick);
    show();
    startTicking();
  });
})();
