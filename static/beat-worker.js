/* Two ticks a second. Browsers slow the timers of a hidden tab to one a minute, those of a worker they leave alone. */
setInterval(() => postMessage("tick"), 500);
