/*
 * A person's choice of how their board is, shown as soon as it is made. What is kept stands on the form as the server drew
 * it; where the panel is closed without keeping, the page goes back to that.
 */
(() => {
  window.wardlight ??= {};
  const panel = document.getElementById("settings");
  if (!panel) return;

  const form = () => document.getElementById("settings-form");

  function apply({ volume, soundFrom, theme, density, keys, notify }) {
    document.documentElement.dataset.theme = theme;
    Object.assign(document.body.dataset, { volume, soundFrom, density, keys, notify });
    document.dispatchEvent(new CustomEvent("wardlight:settings"));
  }

  form().addEventListener("input", () => {
    const chosen = Object.fromEntries(new FormData(form()));
    apply({ ...chosen, keys: chosen.keys ? "on" : "off", notify: chosen.notify ? "on" : "off" });
  });

  panel.addEventListener("toggle", () => {
    if (panel.open) return;
    form().reset();
    apply(form().dataset);
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (ctx.sourceElement === form()) apply(form().dataset);
  });
})();
