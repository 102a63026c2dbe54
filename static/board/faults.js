/*
 * A form that was refused: its faulty fields are marked where they stand, the first of them gets the focus, and what was
 * typed stays. The server sends the sentences, one for each field; this marks the fields that got one.
 */
(() => {
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    if (ctx?.sourceElement?.tagName !== "FORM" || ctx.response?.status !== 400) return;
    const faulty = mark(ctx.sourceElement);
    faulty[0]?.focus();
  });

  // A field that is being corrected is not called wrong meanwhile; an emptied form has no faults.
  document.addEventListener("input", ({ target }) => clear(target.closest?.(".field.faulty")));
  document.addEventListener("reset", ({ target }) => {
    for (const field of target.querySelectorAll(".field.faulty")) clear(field);
  });

  function mark(form) {
    return Array.from(form.querySelectorAll(".field")).flatMap((field) => {
      const faulty = field.querySelector(".fault").textContent !== "";
      const control = field.querySelector("input, select");
      field.classList.toggle("faulty", faulty);
      if (faulty) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
      return faulty ? [control] : [];
    });
  }

  function clear(field) {
    if (!field) return;
    field.classList.remove("faulty");
    field.querySelector(".fault").textContent = "";
    field.querySelector("input, select").removeAttribute("aria-invalid");
  }
})();
