/*
 * Notifications of the browser, for a person who asked for them, while this page is behind something else. They name nobody
 * and no bed: they show on locked screens. One at a time, for the most urgent of what waits; it goes when nothing does.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const box = document.getElementById("settings-notify");
  if (!box) return;
  const words = document.getElementById("settings-notify-state").dataset;

  const offered = window.isSecureContext && "Notification" in window;
  const state = () => (offered ? Notification.permission : "missing");

  /** The alerts that a notification was shown for, each with the priority it had. */
  let shown = new Set();
  let notification = null;

  function decide() {
    const { aim } = wardlight;
    const lowest = aim.ranks[document.body.dataset.soundFrom];
    const rows = aim.mine().filter(({ dataset: { priority } }) => aim.ranks[priority] <= lowest);
    const keys = rows.map(({ id, dataset: { priority } }) => `${id} ${priority}`);
    if (keys.length === 0 || wardlight.covered) close();
    const isNew = keys.some((key) => !shown.has(key));
    shown = new Set([...shown].filter((key) => keys.includes(key)));
    if (!isNew || !wanted()) return;
    for (const key of keys) shown.add(key);
    show(rows[0].dataset.priority, keys.length);
  }

  /** Whoever has the board before them sees it there. */
  const wanted = () =>
    document.body.dataset.notify === "on" &&
    state() === "granted" &&
    !wardlight.covered &&
    (document.hidden || !document.hasFocus());

  function show(priority, count) {
    const options = { body: words.waiting.replace("{n}", count), tag: "wardlight", renotify: true };
    notification = new Notification(words[priority], { ...options, requireInteraction: priority === "high" });
    notification.addEventListener("click", () => {
      window.focus();
      close();
    });
  }

  function close() {
    notification?.close();
    notification = null;
  }

  /** What the browser makes of the choice: it stands beside the box. */
  function tell() {
    // The form is drawn anew where it is kept.
    const place = document.getElementById("settings-notify-state");
    const isOn = document.body.dataset.notify === "on";
    place.textContent = isOn && state() !== "granted" ? words[state()] : "";
  }

  document.addEventListener("input", async ({ target }) => {
    if (target.id === "settings-notify" && target.checked && state() === "default")
      await Notification.requestPermission();
    tell();
  });
  document.addEventListener("wardlight:settings", tell);
  for (const name of ["wardlight:alerts", "wardlight:settings"]) document.addEventListener(name, decide);
  document.addEventListener("wardlight:start", tell);
  document.addEventListener("wardlight:covered", close);
  window.addEventListener("focus", close);
})();
