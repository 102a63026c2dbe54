/*
 * Charts of signs over one time, by uPlot, over those that came with the page: limits as lines, moments as marks, alerts as
 * shades, what a person measured as dots. What was not measured is not drawn.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight, uPlot } = window;
  if (!uPlot) return;

  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  /** A moment before the next reading: where a line ends. */
  const gapMarkSeconds = 0.001;
  /** With more points than this each would hide the line. */
  const dotsMax = 60;

  wardlight.sheet = { open, whenColoursChange: (draw) => dark.addEventListener?.("change", draw), clockOf };

  /**
   * `given`: the zone, and the time from and to, which may change; `height` of a sign's chart in pixels; `axisOf` says below
   * which the time stands; `more` is what uPlot is told besides.
   */
  function open(given, { height, axisOf = () => true, more = () => ({}) }) {
    const clock = clockOf(given.zone);
    const drawn = [];
    return {
      draw(place, one) {
        drawn.push(drawOne(place, one, given, { clock, height: height(one), axis: axisOf(one), more: more(one) }));
        return drawn[drawn.length - 1].plot;
      },
      close() {
        for (const { plot, observer } of drawn) {
          observer?.disconnect();
          plot.destroy();
        }
        drawn.length = 0;
      },
      dataOf: withGaps,
    };
  }

  /** As the server writes moments: in the hospital's zone, 24 h, Latin digits. */
  function clockOf(timeZone) {
    const language = `${document.documentElement.lang}-u-nu-latn`;
    const format = (parts) => {
      const formatter = new Intl.DateTimeFormat(language, { timeZone, hourCycle: "h23", ...parts });
      return (seconds) => formatter.format(seconds * 1000);
    };
    const minute = { hour: "2-digit", minute: "2-digit" };
    const day = { day: "numeric", month: "short" };
    return {
      minute: format(minute),
      exact: format({ ...minute, second: "2-digit" }),
      day: format(day),
      dayAndMinute: format({ ...day, ...minute }),
      dayAndExact: format({ ...day, ...minute, second: "2-digit" }),
    };
  }

  function drawOne(place, one, given, { clock, height, axis, more }) {
    const colours = coloursOf(place);
    const { soft, line, sign } = colours;
    const axes = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    const options = {
      width: place.clientWidth,
      height,
      scales: {
        x: { time: true, range: () => [given.from, given.to] },
        y: { range: (_, low, top) => spanOf(one, low, top) },
      },
      series: [
        { label: given.time, value: (_, at) => (at === null ? "–" : clock.exact(at)) },
        {
          label: one.name,
          stroke: sign,
          width: 2,
          spanGaps: false,
          points: { show: one.at.length < dotsMax, size: 5, filter: dotted },
          value: (_, value) => said(one, value),
        },
      ],
      axes: [
        { ...axes, size: axis ? 32 : 8, values: (_, splits) => (axis ? splits.map(wordsOf(given, clock)) : []) },
        { ...axes, size: 44, ...stepsOf(one), values: (_, splits) => splits.map((at) => one.levels?.[at] ?? at) },
      ],
      cursor: { drag: { x: false, y: false } },
      ...more,
    };
    options.hooks = {
      ...more.hooks,
      drawAxes: [(plot) => shade(plot, one, given, colours)],
      draw: [(plot) => mark(plot, one, given, colours)],
    };
    while (place.firstChild) place.firstChild.remove();
    const plot = new uPlot(options, withGaps(one), place);
    const observer = "ResizeObserver" in window ? new ResizeObserver(() => fit(plot, place, height)) : null;
    observer?.observe(place);
    return { plot, observer };
  }

  function coloursOf(place) {
    const styles = getComputedStyle(place);
    const colour = (name, otherwise) => styles.getPropertyValue(name).trim() || otherwise;
    const ink = colour("--ink", "#000");
    return {
      ink,
      soft: colour("--soft", "#555"),
      line: colour("--line", "#ccc"),
      sign: colour("--sign", ink),
      panel: colour("--panel", "#fff"),
      high: colour("--high", "#b00"),
      medium: colour("--medium", "#750"),
      low: colour("--low", "#067"),
    };
  }

  function said({ decimals, unit, levels }, value) {
    if (value === null || value === undefined) return "–";
    return levels?.[value] ?? `${value.toFixed(decimals)} ${unit}`;
  }
  wardlight.sheet.said = said;

  /** Of more than a day the day stands where one begins. */
  function wordsOf({ from, to }, clock) {
    if (to - from <= 86_400) return clock.minute;
    return to - from > 10 * 86_400 ? clock.day : clock.dayAndMinute;
  }

  /** Between two lines of the scale nothing is finer than the sign is read. */
  function stepsOf({ decimals, levels }) {
    if (levels) return { incrs: [1], space: 10 };
    return { incrs: decimals === 0 ? [1, 2, 5, 10, 20, 50, 100] : [0.1, 0.2, 0.5, 1, 2, 5, 10] };
  }

  function fit(plot, place, height) {
    if (place.clientWidth > 0 && place.clientWidth !== plot.width) plot.setSize({ width: place.clientWidth, height });
  }

  /** An empty value between two that lie too far apart. */
  function withGaps({ at, values, gapSeconds }) {
    const times = [];
    const shown = [];
    at.forEach((time, i) => {
      if (i > 0 && time - at[i - 1] > gapSeconds) {
        times.push(at[i - 1] + gapMarkSeconds);
        shown.push(null);
      }
      times.push(time);
      shown.push(values[i]);
    });
    return [times, shown];
  }

  /** A reading between two gaps is no line: it is a dot, however many there are. */
  function dotted({ data: [, values] }, _, all) {
    if (all) return null;
    const alone = [];
    values.forEach((value, i) => {
      if (value !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null) alone.push(i);
    });
    return alone;
  }

  /** With its limits, and a little room. */
  function spanOf({ limits, levels }, low, top) {
    if (levels) return [-0.5, levels.length - 0.5];
    const all = [low, top, ...limits.map(({ limit }) => limit)].filter(Number.isFinite);
    if (all.length === 0) return [0, 1];
    const bottom = Math.min(...all);
    const upper = Math.max(...all);
    const room = Math.max(1, (upper - bottom) * 0.1);
    return [bottom - room, upper + room];
  }

  /** When an alert about this sign, or about the whole score, stood. Below the line. */
  function shade({ ctx, bbox, valToPos }, { sign }, { spans = [], from, to, now = to }, colours) {
    ctx.save();
    for (const span of spans) {
      if (span.sign !== null && span.sign !== sign) continue;
      const until = span.to ?? now;
      if (until < from || span.from > to) continue;
      const left = Math.max(bbox.left, valToPos(span.from, "x", true));
      const right = Math.min(bbox.left + bbox.width, valToPos(until, "x", true));
      ctx.fillStyle = colours[span.priority];
      ctx.globalAlpha = 0.16;
      ctx.fillRect(left, bbox.top, Math.max(2, right - left), bbox.height);
      ctx.globalAlpha = 1;
      ctx.fillRect(left, bbox.top, Math.max(2, right - left), 3);
    }
    ctx.restore();
  }

  function mark({ ctx, bbox, valToPos }, { limits, late, lateLabel, taken }, { marks, from, to }, colours) {
    const { high, medium, soft, ink, panel } = colours;
    const ratio = window.devicePixelRatio || 1;
    const right = bbox.left + bbox.width;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.font = `${11 * ratio}px sans-serif`;
    ctx.lineWidth = 1.5 * ratio;
    let written = Number.POSITIVE_INFINITY;
    for (const { limit, label, critical } of limits) {
      const y = valToPos(limit, "y", true);
      ctx.strokeStyle = critical ? high : medium;
      ctx.setLineDash([6 * ratio, 4 * ratio]);
      stroke(ctx, bbox.left, y, right, y);
      ctx.fillStyle = critical ? high : medium;
      ctx.textAlign = "right";
      // Where two limits lie close together, or one at the edge, there is room for the name of one, within the chart.
      const foot = Math.max(bbox.top + 11 * ratio, y - 5 * ratio);
      if (Math.abs(written - foot) < 12 * ratio) continue;
      written = foot;
      write(ctx, label, right - 4 * ratio, foot, panel);
    }
    ctx.setLineDash([]);
    ctx.fillStyle = ink;
    const moments = [...marks, ...late.map((at) => ({ at, kind: "late", label: lateLabel }))];
    moments.forEach(({ at, kind, label }, i) => {
      if (at < from || at > to) return;
      const x = valToPos(at, "x", true);
      ctx.strokeStyle = kind === "raised" ? high : soft;
      if (kind === "late") ctx.setLineDash([2 * ratio, 3 * ratio]);
      stroke(ctx, x, bbox.top, x, bbox.top + bbox.height);
      ctx.setLineDash([]);
      // Moments a minute apart would write over each other: each on a line of its own.
      ctx.textAlign = x > right - 70 * ratio ? "right" : "left";
      const aside = ctx.textAlign === "right" ? -4 : 4;
      write(ctx, label, x + aside * ratio, bbox.top + (12 + 13 * (i % 3)) * ratio, panel);
    });
    for (const [at, value] of taken) {
      if (at < from || at > to) continue;
      ctx.beginPath();
      ctx.arc(valToPos(at, "x", true), valToPos(value, "y", true), 4.5 * ratio, 0, 2 * Math.PI);
      ctx.fillStyle = panel;
      ctx.strokeStyle = ink;
      ctx.lineWidth = 2 * ratio;
      ctx.fill();
      ctx.stroke();
    }
    ctx.restore();
  }

  /** With a rim, so that it can be read over a line. */
  function write(ctx, label, x, y, rim) {
    ctx.save();
    ctx.setLineDash([]);
    ctx.strokeStyle = rim;
    ctx.lineWidth = 4 * (window.devicePixelRatio || 1);
    ctx.strokeText(label, x, y);
    ctx.restore();
    ctx.fillText(label, x, y);
  }

  function stroke(ctx, fromX, fromY, toX, toY) {
    ctx.beginPath();
    ctx.moveTo(fromX, fromY);
    ctx.lineTo(toX, toY);
    ctx.stroke();
  }
})();
