/*
 * Puts the parts of the page that have changed in the place of the old ones. What somebody is typing stays: its part waits
 * until they leave it, and the page says so meanwhile.
 */
(() => {
  window.wardlight ??= {};
  const { wardlight } = window;
  const changed = document.getElementById("changed");
  const said = document.getElementById("said");
  if (!changed) return;

  /** Parts that wait, by their id. */
  const waiting = new Map();

  wardlight.regions = {
    take(html) {
      const parsed = document.createElement("template");
      parsed.innerHTML = html;
      for (const region of Array.from(parsed.content.children)) {
        const old = document.getElementById(region.id);
        if (!old || old.dataset.v === region.dataset.v) waiting.delete(region.id);
        else waiting.set(region.id, region);
      }
      place();
    },
  };

  function place() {
    for (const [id, region] of waiting) {
      const old = document.getElementById(id);
      if (isInUse(old)) continue;
      waiting.delete(id);
      put(old, region);
    }
    const words = waiting.size > 0 ? changed.dataset.changed : "";
    if (changed.textContent !== words) changed.textContent = words;
    wardlight.clock?.draw();
  }

  function put(old, region) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    for (const details of old.querySelectorAll("details[id][open]")) {
      const same = region.querySelector(`#${details.id}`);
      if (same) same.open = true;
    }
    const { said: before } = old.dataset;
    old.replaceWith(region);
    if (region.dataset.said && region.dataset.said !== before) said.textContent = region.dataset.said;
    if (focused) refocus(region, focused);
    document.dispatchEvent(new CustomEvent("wardlight:drawn", { detail: { id: region.id } }));
  }

  /** The same control where it is still there, else the part itself: a keyboard is not thrown to the top of the page. */
  function refocus(region, focused) {
    const form = focused.closest("form");
    const same =
      (focused.id && document.getElementById(focused.id)) ||
      (form && region.querySelector(`#${form.id} [name="${focused.name}"][value="${focused.value}"]`)) ||
      (form && region.querySelector(`#${form.id} button`));
    if (!same) region.tabIndex = -1;
    (same || region).focus({ preventScroll: true });
  }

  const isField = (element) => ["INPUT", "SELECT", "TEXTAREA"].includes(element.tagName);
  const isFilled = (field) =>
    field.tagName === "SELECT"
      ? field.selectedIndex > 0
      : field.type !== "hidden" && field.value !== field.defaultValue;

  const isInUse = (region) =>
    Array.from(region.querySelectorAll("input, select, textarea")).some(
      (field) => isFilled(field) || (field === document.activeElement && isField(field)),
    );

  // The element that gets the focus has it only after this event.
  document.addEventListener("focusout", () => setTimeout(place));
})();
