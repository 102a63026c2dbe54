/*
 * A set of observations is sent in the background. While the line is down what was typed stays in the page, is said to be
 * unsent, and is tried again: the form's key makes it one, however often it arrives. Leaving the page warns. Without this
 * file the browser sends the form by itself.
 */
(() => {
  const form = document.getElementById("round");
  const state = document.getElementById("round-state");
  if (!form || !state || !window.fetch || !window.URLSearchParams) return;

  const answerMillisMax = 10_000;
  const waitsMillis = [2000, 4000, 8000, 15_000, 30_000];

  /** When "record" was pressed, by the page's own clock: what was measured then is not younger for having waited. */
  let pressedAt = null;
  let sending = false;
  let tries = 0;
  let timer;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (sending) return;
    pressedAt ??= performance.now();
    send();
  });
  // Another number is another measurement.
  form.addEventListener("input", () => {
    if (!sending) forget();
  });
  window.addEventListener("online", () => pressedAt !== null && send());
  window.addEventListener("beforeunload", (event) => {
    if (pressedAt === null && !isTyped()) return;
    event.preventDefault();
    event.returnValue = "";
  });
  document.addEventListener("wardlight:covered", () => {
    forget();
    leaving = true;
  });
  let leaving = false;

  const isTyped = () =>
    !leaving &&
    document.contains(form) &&
    Array.from(form.elements).some(
      ({ type, value, defaultValue, checked, defaultChecked }) =>
        (type === "text" && value !== defaultValue) || (type === "radio" && checked !== defaultChecked),
    );

  async function send() {
    if (sending || !document.contains(form)) return;
    clearTimeout(timer);
    sending = true;
    say("sending");
    form.elements.secondsAgo.value = String(Math.floor((performance.now() - pressedAt) / 1000));
    try {
      answered(await post());
    } catch (_unreachable) {
      later();
    } finally {
      sending = false;
    }
  }

  async function post() {
    const patience = new AbortController();
    const stop = setTimeout(() => patience.abort(), answerMillisMax);
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual", signal: patience.signal });
      return { answer, text: answer.type === "opaqueredirect" ? "" : await answer.text() };
    } finally {
      clearTimeout(stop);
    }
  }

  function answered({ answer, text }) {
    if (answer.type === "opaqueredirect") {
      forget();
      leaving = true;
      location.assign(form.dataset.done);
    } else if (answer.status >= 500 || answer.status === 429) later();
    else if (answer.status === 401) stay("signedOut");
    else if (answer.status === 400) drawAnew(text);
    else stay("refused");
  }

  /** With the faults that the server found, in place; what was typed comes back with them. */
  function drawAnew(text) {
    const drawn = new DOMParser().parseFromString(text, "text/html").getElementById("round");
    if (!drawn) return stay("refused");
    forget();
    state.textContent = "";
    for (const part of Array.from(form.children)) if (part !== state) part.remove();
    for (const part of Array.from(drawn.children)) if (part.id !== state.id) form.append(document.adoptNode(part));
    const faulty = form.querySelector(".faulty input, .fault");
    document.dispatchEvent(new CustomEvent("wardlight:drawn", { detail: { id: form.id } }));
    faulty?.focus?.();
    faulty?.scrollIntoView({ block: "center" });
  }

  function later() {
    say("unsent");
    timer = setTimeout(send, waitsMillis[Math.min(tries, waitsMillis.length - 1)]);
    tries += 1;
  }

  /** Nothing more happens by itself. */
  function stay(what) {
    forget();
    say(what);
  }

  function forget() {
    clearTimeout(timer);
    pressedAt = null;
    tries = 0;
  }

  function say(what) {
    state.textContent = form.dataset[what];
    state.className = what;
    if (what !== "sending") state.scrollIntoView({ block: "nearest" });
  }
})();
