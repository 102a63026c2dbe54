/*
 * The server's time in the page, and everything that follows from it: the clock, ages, timers, and the freshness of each
 * sign. The client's own clock is never asked: a ward's PC can be days wrong. Server time is the last one heard plus what
 * performance.now() has counted since.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const live = document.getElementById("live");
  if (!live) return;

  /** In expected intervals: as domain/freshness.ts. */
  const ageingAfterIntervals = 1.5;
  const staleAfterIntervals = 2;
  const lostAfterIntervals = 5;
  const freshnessClasses = ["live", "ageing", "stale", "lost"];

  const words = document.body.dataset;
  const clockFace = document.getElementById("clock");
  const clockTime = new Intl.DateTimeFormat(`${document.documentElement.lang}-u-nu-latn`, {
    timeZone: words.zone,
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });

  /** Server milliseconds at performance.now() === 0. The page was drawn when its first byte came. */
  let origin = Number(live.dataset.now) - (performance.getEntriesByType("navigation")[0]?.responseStart ?? 0);

  const now = () => origin + performance.now();

  /**
   * A server time came in. It can only be late, never early, so a later estimate is taken at once and an earlier one
   * slowly: a burst that was held back must not make values look younger than they are.
   */
  function heard(serverMillis) {
    const estimate = serverMillis - performance.now();
    origin = estimate >= origin ? estimate : origin - (origin - estimate) / 8;
  }

  /** A new connection's first word: asked for just now, so it is taken as it is. */
  function set(serverMillis) {
    origin = serverMillis - performance.now();
  }

  /** Writes what has changed with time, and touches nothing else: an unchanged text costs no layout. */
  function draw() {
    const serverNow = now();
    if (clockFace) write(clockFace, clockTime.format(serverNow));
    for (const time of document.querySelectorAll("[data-age]")) write(time, age((serverNow - momentOf(time)) / 1000));
    for (const time of document.querySelectorAll("[data-since]")) {
      write(time, elapsed((serverNow - momentOf(time)) / 1000));
    }
    for (const time of document.querySelectorAll("[data-until]")) {
      const left = remaining((momentOf(time) - serverNow) / 1000);
      write(time, "in" in time.dataset ? words.durationIn.replace("{duration}", left) : left);
    }
    for (const sign of document.querySelectorAll("[data-interval]")) ageSign(sign, serverNow);
  }

  /** A sign ages here too: when the stream is silent nobody else tells the page that its values are old. */
  function ageSign(sign, serverNow) {
    if (!freshnessClasses.some((name) => sign.classList.contains(name))) return;
    const at = momentOf(sign.querySelector("[data-age]"));
    const intervals = (serverNow - at) / 1000 / Number(sign.dataset.interval);
    const freshness = freshnessAfter(intervals);
    if (sign.classList.contains(freshness)) return;
    sign.classList.remove(...freshnessClasses);
    sign.classList.add(freshness);
  }

  function freshnessAfter(intervals) {
    if (intervals > lostAfterIntervals) return "lost";
    if (intervals > staleAfterIntervals) return "stale";
    return intervals > ageingAfterIntervals ? "ageing" : "live";
  }

  /** When exactly, for whoever points at an age. */
  const fullTime = new Intl.DateTimeFormat(`${document.documentElement.lang}-u-nu-latn`, {
    timeZone: words.zone,
    hourCycle: "h23",
    ...{ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" },
  });
  document.addEventListener("mouseover", ({ target }) => {
    const time = target.closest("[data-age]");
    if (time) time.title = fullTime.format(momentOf(time));
  });

  const momentOf = (time) => Date.parse(time.dateTime);

  function age(seconds) {
    if (seconds < 10) return words.ageNow;
    if (seconds < 60) return inWords(words.ageSeconds, Math.floor(seconds / 10) * 10);
    if (seconds < 3600) return inWords(words.ageMinutes, Math.floor(seconds / 60));
    // Short enough for the cell of a temperature, and not a whole hour younger than it is.
    if (seconds < 36_000) return inWords(words.ageHours, (Math.floor(seconds / 360) / 10).toFixed(1));
    if (seconds < 172_800) return inWords(words.ageHours, Math.floor(seconds / 3600));
    return inWords(words.ageDays, Math.floor(seconds / 86_400));
  }

  const inWords = (template, n, rest = "") => template.replace("{n}", String(n)).replace("{rest}", String(rest));

  /** Never as 19:51: beside a clock that is a time of day. */
  function elapsed(seconds) {
    const whole = Math.max(0, Math.floor(seconds));
    if (whole < 60) return inWords(words.durationSeconds, whole);
    const minutes = Math.floor(whole / 60);
    if (minutes < 60) return inWords(words.durationMinutes, minutes);
    const hours = Math.floor(minutes / 60);
    if (hours < 48) return inWords(words.durationHours, hours, String(minutes % 60).padStart(2, "0"));
    return inWords(words.durationDays, Math.floor(hours / 24));
  }

  /** To the second where seconds decide whether one walks on. */
  function remaining(seconds) {
    if (seconds < 60 || seconds >= 600) return elapsed(seconds);
    return inWords(words.durationMinutesSeconds, Math.floor(seconds / 60), Math.floor(seconds % 60));
  }

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  /** The next is arranged first: whatever goes wrong once, ages go on. */
  function drawEverySecond() {
    setTimeout(drawEverySecond, 1000 - (now() % 1000));
    draw();
  }

  wardlight.clock = { now, heard, set, draw, format: (millis) => clockTime.format(millis) };
  // A redrawn region carries the server's texts; they are put right before the browser paints.
  document.addEventListener("htmx:after:swap", draw);
  document.addEventListener("wardlight:start", drawEverySecond);
})();
