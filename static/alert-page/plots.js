/*
 * Draws uPlot's charts over the ones that came with the page: a value and its time under the pointer, the limit as a line,
 * the moments of the alert as marks. The numbers stand in the page as JSON; the table beside has them for everybody.
 */
(() => {
  const { uPlot } = window;
  if (!uPlot) return;

  const heightPixels = 180;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let drawn = [];

  function drawAll() {
    for (const { plot, observer } of drawn) {
      observer?.disconnect();
      plot.destroy();
    }
    drawn = [];
    const source = document.getElementById("plots");
    if (!source) return;
    const given = JSON.parse(source.textContent);
    const clock = new Intl.DateTimeFormat(`${document.documentElement.lang}-u-nu-latn`, {
      timeZone: given.zone,
      hourCycle: "h23",
      hour: "2-digit",
      minute: "2-digit",
    });
    const exact = new Intl.DateTimeFormat(`${document.documentElement.lang}-u-nu-latn`, {
      timeZone: given.zone,
      hourCycle: "h23",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    for (const one of given.plots) {
      const place = document.getElementById(one.id);
      if (place) drawn.push(drawOne(place, one, given, clock, exact));
    }
  }

  function drawOne(place, one, given, clock, exact) {
    const styles = getComputedStyle(place);
    const colour = (name, otherwise) => styles.getPropertyValue(name).trim() || otherwise;
    const ink = colour("--ink", "#000");
    const soft = colour("--soft", "#555");
    const line = colour("--line", "#ccc");
    const high = colour("--high", "#b00");
    const sign = colour("--sign", ink);
    const panel = colour("--panel", "#fff");
    const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
    const options = {
      width: place.clientWidth,
      height: heightPixels,
      scales: {
        x: { time: true, range: [given.from, given.to] },
        y: { range: (_, low, top) => spanOf(one, low, top) },
      },
      series: [
        { label: given.time, value: (_, at) => (at === null ? "–" : exact.format(at * 1000)) },
        {
          label: one.name,
          stroke: sign,
          width: 2,
          spanGaps: false,
          points: { show: one.at.length < 60, size: 5 },
          value: (_, value) => (value === null ? "–" : `${value.toFixed(one.decimals)} ${one.unit}`),
        },
      ],
      axes: [
        { ...axis, size: 32, values: (_, splits) => splits.map((at) => clock.format(at * 1000)) },
        { ...axis, size: 44, incrs: stepsOf(one), values: (_, splits) => splits.map(String) },
      ],
      cursor: { drag: { x: false, y: false } },
      hooks: { draw: [(plot) => mark(plot, one, given, { high, soft, ink, panel })] },
    };
    while (place.firstChild) place.firstChild.remove();
    const plot = new uPlot(options, withGaps(one), place);
    const observer = "ResizeObserver" in window ? new ResizeObserver(() => fit(plot, place)) : null;
    observer?.observe(place);
    return { plot, observer };
  }

  /** Between two lines of the scale nothing is finer than the sign is read. */
  const stepsOf = ({ decimals }) => (decimals === 0 ? [1, 2, 5, 10, 20, 50, 100] : [0.1, 0.2, 0.5, 1, 2, 5, 10]);

  function fit(plot, place) {
    if (place.clientWidth > 0 && place.clientWidth !== plot.width)
      plot.setSize({ width: place.clientWidth, height: heightPixels });
  }

  /** What was not measured is not drawn: an empty value between two that lie too far apart. */
  function withGaps({ at, values, gapSeconds }) {
    const times = [];
    const shown = [];
    at.forEach((time, i) => {
      if (i > 0 && time - at[i - 1] > gapSeconds) {
        times.push(at[i - 1] + 0.001);
        shown.push(null);
      }
      times.push(time);
      shown.push(values[i]);
    });
    return [times, shown];
  }

  /** With its limits, and a little room. */
  function spanOf({ limits }, low, top) {
    const all = [low, top, ...limits.map(({ limit }) => limit)].filter(Number.isFinite);
    if (all.length === 0) return [0, 1];
    const bottom = Math.min(...all);
    const upper = Math.max(...all);
    const room = Math.max(1, (upper - bottom) * 0.1);
    return [bottom - room, upper + room];
  }

  function mark({ ctx, bbox, valToPos }, { limits, late, lateLabel }, { marks, from, to }, { high, soft, ink, panel }) {
    const ratio = window.devicePixelRatio || 1;
    const right = bbox.left + bbox.width;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.font = `${11 * ratio}px sans-serif`;
    ctx.lineWidth = 1.5 * ratio;
    for (const { limit, label } of limits) {
      const y = valToPos(limit, "y", true);
      ctx.strokeStyle = high;
      ctx.setLineDash([6 * ratio, 4 * ratio]);
      stroke(ctx, bbox.left, y, right, y);
      ctx.fillStyle = high;
      ctx.textAlign = "right";
      write(ctx, label, right - 4 * ratio, y - 5 * ratio, panel);
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

  drawAll();
  dark.addEventListener?.("change", drawAll);
  document.addEventListener("wardlight:drawn", (event) => {
    if (event.detail.id === "alert-values") drawAll();
  });
})();
