/*
 * The charts of a patient's trends: one below the other on one axis of time, a cursor for all, nearer by dragging or by keys,
 * and going on by themselves. Whatever is looked into is asked for from the server at the width of the screen, so that no
 * extreme is ever missing. Without this file the page has a picture and its numbers.
 */
(() => {
  const { wardlight } = window;
  const { sheet } = wardlight;
  const source = document.getElementById("plots");
  const live = document.getElementById("live");
  const stack = document.getElementById("trend-stack");
  const tools = document.getElementById("trend-tools");
  if (!sheet || !source || !live || !stack) return;

  /** Nearer, a reading a second would be a handful of dots. */
  const spanSecondsMin = 60;
  /** Asked for again with what is new: so much may have come late. */
  const overlapSeconds = 120;
  const wholeEveryMillis = 60_000;
  const answerMillisMax = 5000;
  /** A sign that changes by itself gets more room than one that is measured now and then. */
  const tall = new Set(["heartRate", "spo2", "respiratoryRate"]);
  const heightOf = ({ sign }, last) => (tall.has(sign) ? 150 : 110) + (last ? 24 : 0);

  const given = JSON.parse(source.textContent);
  const clock = sheet.clockOf(given.zone);
  const said = document.getElementById("said");
  const readout = document.getElementById("trend-readout");
  const windowText = document.getElementById("trend-window");
  const whole = tools?.querySelector('[data-tool="whole"]');
  /** What the page was opened with, and what is shown of it: the same, until somebody looks nearer. */
  const base = { from: given.from, to: given.to, live: given.live };
  let view = { ...base };
  let open = null;
  let plots = [];
  let askedFor = 0;
  let wholeAt = performance.now();
  let cursorAt = null;

  function drawAll() {
    open?.close();
    plots = [];
    const last = given.plots[given.plots.length - 1];
    open = sheet.open(given, {
      height: (one) => heightOf(one, one === last),
      axisOf: (one) => one === last,
      more: () => ({
        legend: { show: false },
        // The same for all, or the chart with the words of time would be narrower, and its axis another.
        padding: [8, 20, 0, 0],
        cursor: {
          y: false,
          dataIdx: (plot, _, at, time) => lastBefore(plot.data[0], time, at),
          sync: { key: "trends", scales: ["x", null] },
          drag: { x: true, y: false, setScale: false, dist: 8 },
        },
        hooks: { setCursor: [tell], setSelect: [lookInto] },
      }),
    });
    for (const one of given.plots) {
      const plot = open.draw(placeOf(one), one);
      plots.push({ plot, one });
      plot.over.addEventListener("click", (event) => openAlert(event, plot, one));
    }
  }

  /** Where a sign is measured for the first time while the page is open it gets a place too. */
  function placeOf({ id, sign, long }) {
    const known = document.getElementById(id);
    if (known) return known;
    const figure = document.createElement("figure");
    figure.className = `plot-of of-${sign}`;
    const caption = figure.appendChild(document.createElement("figcaption"));
    caption.appendChild(document.createElement("b")).textContent = long;
    const place = figure.appendChild(document.createElement("div"));
    Object.assign(place, { className: "plot", id });
    stack.appendChild(figure);
    return place;
  }

  /** Draws what is asked for; an answer that comes after a later question is nobody's any more. */
  async function show(next) {
    view = next;
    Object.assign(given, { from: next.from, to: next.to });
    for (const { plot } of plots) plot.redraw(true, true);
    describe();
    askedFor += 1;
    const mine = askedFor;
    const answer = await ask(next.from, next.live ? null : next.to, columns());
    if (!answer || mine !== askedFor) return;
    take(answer);
  }

  function take(answer) {
    const same = answer.plots.map(({ sign }) => sign).join() === given.plots.map(({ sign }) => sign).join();
    // What was measured before the time that is looked into keeps its chart, empty.
    const kept = given.plots
      .filter(({ sign }) => !answer.plots.some((one) => one.sign === sign))
      .map((one) => ({ ...one, at: [], values: [], taken: [], late: [] }));
    const { from, to } = view;
    Object.assign(given, answer, { from, to, plots: [...answer.plots, ...kept] });
    if (same) for (const [i, one] of given.plots.entries()) Object.assign(plots[i].one, one);
    if (same) setData();
    else drawAll();
  }

  function setData() {
    given.plots = plots.map(({ one }) => one);
    for (const { plot, one } of plots) plot.setData(open.dataOf(one));
  }

  const columns = () => Math.min(2000, Math.max(50, Math.round(stack.clientWidth * (window.devicePixelRatio || 1))));

  async function ask(from, to, slices) {
    const asked = new URLSearchParams({ from: String(Math.floor(from * 1000)), slices: String(slices) });
    if (to !== null) asked.set("to", String(Math.ceil(to * 1000)));
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), answerMillisMax);
    try {
      const answer = await fetch(`${live.dataset.ask}/points?${asked}`, {
        ...{ cache: "no-store", redirect: "error", signal: patience.signal },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      return await answer.json();
    } catch (_unreachable) {
      say(live.dataset.unreachable);
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The page has changed: `keep-asking` calls this. A view of the past stays as it is. */
  wardlight.renew = async (fetchWithin) => {
    const isDue = performance.now() - wholeAt >= wholeEveryMillis;
    if (isDue) {
      wholeAt = performance.now();
      const until = live.dataset.until ? `&until=${live.dataset.until}` : "";
      const answer = await fetchWithin(`${live.dataset.ask}/regions?range=${live.dataset.range}${until}`);
      if (!answer.ok) return false;
      wardlight.regions.take(await answer.text());
    }
    if (!view.live) return true;
    const length = view.to - view.from;
    if (isDue) {
      const now = wardlight.clock.now() / 1000;
      await show({ ...view, from: live.dataset.range === "stay" ? view.from : now - length, to: now });
      return true;
    }
    askedFor += 1;
    const mine = askedFor;
    const since = view.to - overlapSeconds;
    const news = await ask(since, null, 2000);
    if (!news) return false;
    if (mine === askedFor) goOn(news, since, length);
    return true;
  };

  /** What was asked for again takes the place of what is there of that time. */
  function goOn(news, since, length) {
    const to = news.to;
    const from = live.dataset.range === "stay" && view.from === base.from ? view.from : to - length;
    view = { from, to, live: true };
    if (news.plots.some(({ sign }) => !given.plots.some((one) => one.sign === sign))) {
      show(view);
      return;
    }
    for (const { one } of plots) {
      const fresh = news.plots.find(({ sign }) => sign === one.sign);
      if (!fresh) continue;
      const keptTo = one.at.findIndex((at) => at >= since);
      const end = keptTo === -1 ? one.at.length : keptTo;
      // One point before the edge stays, so that the line runs in from there.
      const begin = Math.max(0, one.at.findIndex((at) => at >= from) - 1);
      one.at = [...one.at.slice(begin, end), ...fresh.at];
      one.values = [...one.values.slice(begin, end), ...fresh.values];
      one.taken = [...one.taken.filter(([at]) => at >= from && at < since), ...fresh.taken];
      one.late = [...one.late.filter((at) => at >= from && at < since), ...fresh.late];
      one.limits = fresh.limits;
    }
    const ended = new Map(news.spans.map((span) => [`${span.href} ${span.from} ${span.sign}`, span]));
    const older = given.spans.filter((span) => !ended.has(`${span.href} ${span.from} ${span.sign}`));
    Object.assign(given, { from, to, now: news.now, spans: [...news.spans, ...older] });
    setData();
    describe();
  }

  function describe() {
    const { from, to } = view;
    const format = to - from < 600 ? clock.dayAndExact : clock.dayAndMinute;
    const words = `${format(from)} – ${format(to)}`;
    if (windowText.textContent !== words) windowText.textContent = words;
    if (whole) whole.hidden = !isNear();
  }

  const isNear = () => view.live !== base.live || Math.abs(view.to - view.from - (base.to - base.from)) > 1;

  function lookInto(plot) {
    const { left, width } = plot.select;
    if (width === 0) return;
    const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
    for (const one of plots) one.plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    // The other charts, whose cursors follow, tell the same.
    if (to - from < 1 || (Math.abs(from - view.from) < 1 && Math.abs(to - view.to) < 1)) return;
    lookAt(from, to);
  }

  /** Never beyond now, and never nearer than can be told apart. */
  function lookAt(from, to) {
    const now = wardlight.clock.now() / 1000;
    const length = Math.max(spanSecondsMin, to - from);
    const end = Math.min(to, now);
    show({ from: end - length, to: end, live: base.live && to >= now - 1 });
  }

  const moves = {
    nearer: () => around(0.5),
    further: () => around(2),
    earlier: () => lookAt(view.from - (view.to - view.from) / 2, view.to - (view.to - view.from) / 2),
    later: () => lookAt(view.from + (view.to - view.from) / 2, view.to + (view.to - view.from) / 2),
    whole: () => {
      const now = wardlight.clock.now() / 1000;
      const length = base.to - base.from;
      show(
        base.live
          ? { from: live.dataset.range === "stay" ? base.from : now - length, to: now, live: true }
          : { ...base },
      );
    },
  };

  /** Around the cursor where there is one, so that what one looks at stays. */
  function around(factor) {
    const length = (view.to - view.from) * factor;
    if (cursorAt === null && view.live) return lookAt(view.to - length, view.to + 1);
    const middle = cursorAt ?? (view.from + view.to) / 2;
    return lookAt(middle - length / 2, middle + length / 2);
  }

  function tell(plot) {
    const { left } = plot.cursor;
    // Of the charts only the one under the hand speaks; it moves the cursors of all.
    if (plot !== plots[0]?.plot) return;
    cursorAt = left >= 0 ? plot.posToVal(left, "x") : null;
    if (readout) readout.textContent = cursorAt === null ? "" : `${readout.dataset.at} ${clock.dayAndExact(cursorAt)}`;
    for (const { one } of plots) captionOf(one).textContent = cursorAt === null ? "" : valueAt(one, cursorAt);
  }

  function captionOf({ id }) {
    const caption = document.getElementById(id).parentElement.querySelector("figcaption");
    const known = caption.querySelector(".here");
    if (known) return known;
    const made = caption.appendChild(document.createElement("span"));
    made.className = "here";
    return made;
  }

  /** The place of the last of these times that is not after `time`; before all of them `otherwise`. */
  function lastBefore(times, time, otherwise) {
    let found = otherwise;
    for (let low = 0, high = times.length - 1; low <= high; ) {
      const middle = (low + high) >> 1;
      if (times[middle] <= time) {
        found = middle;
        low = middle + 1;
      } else high = middle - 1;
    }
    return found;
  }

  /** The last reading before, with its own time, unless that is too long ago to be one of then. */
  function valueAt(one, time) {
    const found = lastBefore(one.at, time, -1);
    const value = one.values[found] ?? null;
    if (value === null || time - one.at[found] > one.gapSeconds) return "–";
    return `${sheet.said(one, value)} · ${clock.exact(one.at[found])}`;
  }

  function openAlert(event, plot, { sign }) {
    if (Math.abs(event.clientX - pressedAt) > 3) return;
    const at = plot.posToVal(event.clientX - plot.over.getBoundingClientRect().left, "x");
    const span = given.spans.find(
      (one) => (one.sign === null || one.sign === sign) && one.from <= at && (one.to ?? given.now) >= at,
    );
    if (span) location.assign(span.href);
  }
  let pressedAt = Number.NaN;
  stack.addEventListener("mousedown", ({ clientX }) => {
    pressedAt = clientX;
  });

  const keys = {
    ArrowLeft: () => moveCursor(-1),
    ArrowRight: () => moveCursor(1),
    "+": moves.nearer,
    "=": moves.nearer,
    "-": moves.further,
    PageUp: moves.earlier,
    PageDown: moves.later,
    Escape: moves.whole,
  };
  stack.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  /** A hundredth of the time a press; what stands there is said to who does not see it. */
  function moveCursor(steps) {
    const [first] = plots;
    if (!first) return;
    const step = (view.to - view.from) / 100;
    const time = Math.min(view.to, Math.max(view.from, (cursorAt ?? (steps < 0 ? view.to : view.from)) + steps * step));
    first.plot.setCursor({ left: first.plot.valToPos(time, "x"), top: 10 }, true, true);
    const values = plots.map(({ one }) => `${one.name} ${valueAt(one, time).split(" · ")[0]}`);
    say(`${clock.dayAndExact(time)}: ${values.join(", ")}`);
  }

  function say(words) {
    if (said.textContent !== words) said.textContent = words;
  }

  if (tools) {
    tools.hidden = false;
    document.getElementById("trend-keys").hidden = false;
    tools.addEventListener("click", ({ target }) => moves[target.closest("[data-tool]")?.dataset.tool]?.());
  }
  Object.assign(stack, { tabIndex: 0 });
  stack.setAttribute("role", "group");
  stack.setAttribute("aria-label", document.getElementById("charts-heading").textContent);
  stack.setAttribute("aria-describedby", "trend-keys");
  // For tests and for whoever looks into a browser: what is drawn.
  wardlight.trends = { plots: () => plots, view: () => view };

  drawAll();
  describe();
  sheet.whenColoursChange(drawAll);
  // The page's own picture is as wide as a page may be: a wider or finer screen asks for its own.
  if (columns() > given.slices * 1.5 && given.plots.length > 0) show(view);

  // On paper everything is dark on light, whatever the screen is.
  const root = document.documentElement;
  let theme;
  window.addEventListener("beforeprint", () => {
    theme = root.dataset.theme;
    root.dataset.theme = "light";
    drawAll();
  });
  window.addEventListener("afterprint", () => {
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
    drawAll();
  });
})();
