/*
 * A keypad under the thumb: on a touch screen, numbers are typed by keys twice the size of the system's, which stays away,
 * and "next" leads on in the order of the chart. With a mouse and a keyboard there is nothing to see of it.
 */
(() => {
  const form = document.getElementById("round");
  const coarse = window.matchMedia("(pointer: coarse)");
  if (!form || !coarse.matches) return;

  function keepSystemKeysAway() {
    for (const field of form.querySelectorAll('input[type="text"]')) field.inputMode = "none";
  }
  keepSystemKeysAway();
  document.addEventListener("wardlight:drawn", keepSystemKeysAway);

  const pad = document.createElement("div");
  pad.className = "keypad";
  pad.setAttribute("role", "group");
  pad.setAttribute("aria-label", form.dataset.keypad);
  pad.hidden = true;
  for (const key of ["1", "2", "3", "4", "5", "6", "7", "8", "9", ".", "0", "back", "next"]) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.key = key;
    if (key === "back") {
      button.textContent = "⌫";
      button.setAttribute("aria-label", form.dataset.keyBack);
    } else button.textContent = key === "next" ? form.dataset.keyNext : key;
    pad.append(button);
  }
  document.body.append(pad);

  let field = null;

  form.addEventListener("focusin", ({ target }) => {
    field = target.matches('input[type="text"]') ? target : null;
    pad.hidden = field === null;
    document.documentElement.toggleAttribute("data-keypad", field !== null);
    if (field) field.scrollIntoView({ block: "center" });
  });

  // A press takes the focus from nobody: the field stays the one that is typed into.
  pad.addEventListener("pointerdown", (event) => event.preventDefault());
  pad.addEventListener("click", ({ target }) => {
    const key = target.closest("[data-key]")?.dataset.key;
    if (!key || !field) return;
    if (key === "next") return next();
    const { selectionStart: start, selectionEnd: end, value, maxLength } = field;
    const from = key === "back" && start === end ? Math.max(0, start - 1) : start;
    const typed = key === "back" ? "" : key;
    if (value.length - (end - from) + typed.length > maxLength) return;
    field.setRangeText(typed, from, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /** To what comes next, a choice too; after the last the keypad goes and the button is under the thumb. */
  function next() {
    const stops = Array.from(form.querySelectorAll('input[type="text"], input[type="radio"], button[type="submit"]'));
    const after = stops.slice(stops.indexOf(field) + 1);
    const isFlow = ({ name }) => name === "oxygen";
    const to = after.find((one) => !isFlow(one));
    to?.focus();
    to?.scrollIntoView({ block: "center" });
  }
})();
