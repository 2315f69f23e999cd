/* What a page does by itself when scripts run. Without this file everything still works: forms are sent, links are followed.
   data-toast · form[data-metoo] · [data-voices] · [data-busy] · [data-copy="#id"] · [data-key="m"] · [data-now] · [data-theme-choice] · [data-zone] */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const stored = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const store = (name, value) => { try { if (value) { localStorage.setItem(name, value); } else { localStorage.removeItem(name); } } catch { /* a closed store keeps nothing */ } };
  const theme = stored("theme");
  if (theme === "light" || theme === "dark") { root.dataset.theme = theme; }

  /* A toast leaves after ten seconds, never while someone points at it or stands in it. */
  const time = (toast) => {
    let left = setTimeout(() => toast.remove(), 10000);
    const hold = () => clearTimeout(left);
    const go = () => { clearTimeout(left); left = setTimeout(() => toast.remove(), 10000); };
    toast.addEventListener("pointerenter", hold);
    toast.addEventListener("focusin", hold);
    toast.addEventListener("pointerleave", go);
    toast.addEventListener("focusout", go);
  };

  /* The claim code of a me too stands under its button until the page is left, and can be copied. */
  const tell = (form, now) => {
    const place = form.querySelector("[role=status]") || form.appendChild(Object.assign(document.createElement("p"), { className: "meta metoo-said", role: "status" }));
    place.textContent = now.said || "";
    form.querySelector("[data-copy]")?.remove();
    if (!now.code) { return; }
    place.dataset.code = now.code;
    const copy = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet", textContent: now.copy });
    Object.assign(copy.dataset, { copy: `[data-code="${now.code}"]`, copied: now.copied });
    place.after(copy);
  };

  /* Me too: the press stays on the page; when the answer is not ours, the form is sent as if there were no script. */
  const press = async (form) => {
    const button = form.querySelector("button");
    if (button.getAttribute("aria-disabled") === "true") { return; }
    button.setAttribute("aria-disabled", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok || !(answer.headers.get("Content-Type") || "").startsWith("application/json")) { throw new Error(String(answer.status)); }
      const now = await answer.json();
      if (now.next) { location.assign(now.next); return; }
      button.setAttribute("aria-pressed", String(now.pressed));
      for (const said of [form.querySelector("[data-count]"), ...document.querySelectorAll("[data-voices]")]) { said.textContent = now.count; }
      store(`voice ${form.getAttribute("action")}`, now.pressed ? "1" : "");
      tell(form, now);
    } catch { form.submit(); return; }
    button.removeAttribute("aria-disabled");
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-metoo]")) { event.preventDefault(); press(form); return; }
    const button = event.submitter;
    if (!button || !button.dataset.busy) { return; }
    if (button.getAttribute("aria-disabled") === "true") { event.preventDefault(); return; }
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.busy;
  });

  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const parts = [...document.querySelectorAll(copy.dataset.copy)].map((part) => part.dataset.code || part.textContent.trim());
      await navigator.clipboard.writeText(parts.join("\n"));
      if (copy.dataset.copied) { copy.textContent = copy.dataset.copied; }
    }
    if (event.target.closest("[data-print]")) { window.print(); }
    const choice = event.target.closest("[data-theme-choice]");
    if (choice) {
      store("theme", choice.dataset.themeChoice);
      if (choice.dataset.themeChoice) { root.dataset.theme = choice.dataset.themeChoice; } else { delete root.dataset.theme; }
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) { if (!menu.contains(event.target)) { menu.open = false; } }
  });

  /* A letter presses what carries it in data-key, never in a field. Single letters can be turned off. What is about to be replaced hears none, the panel that comes learns of one (board.js); the way back is always heard. */
  const awake = (wanted) => !wanted.closest("[inert], [hidden], dialog:not([open])") && (!document.querySelector("dialog[open]") || wanted.closest("dialog[open]"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) { return; }
    const key = event.key.toLowerCase();
    if (stored("keys") === "off" || !/^[a-z?]$/.test(key)) { return; }
    const wanted = [...document.querySelectorAll(`[data-key="${key}"]`)].find(awake);
    const loading = document.querySelector("#panel[inert]:not([hidden])");
    if (loading && !wanted?.closest(".toasts") && !"jkf?".includes(key)) { loading.dataset.early = "early" in loading.dataset ? "" : key; return; }
    if (!wanted) { return; }
    event.preventDefault();
    if (wanted.matches("button, a, summary")) { wanted.click(); } else { wanted.focus(); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-switch]")) { store("keys", event.target.checked ? "" : "off"); }
  });

  const settle = (within) => {
    for (const toast of within.querySelectorAll("[data-toast]:not([data-timed])")) { toast.dataset.timed = ""; time(toast); }
    for (const strip of within.querySelectorAll("[data-now]")) { strip.scrollLeft = strip.scrollWidth * Number(strip.dataset.now) / 52 - strip.clientWidth / 2; }
    for (const form of within.querySelectorAll("[data-metoo]")) { if (stored(`voice ${form.getAttribute("action")}`)) { form.querySelector("button").setAttribute("aria-pressed", "true"); } }
    for (const box of within.querySelectorAll("[data-zone]")) { box.value = Intl.DateTimeFormat().resolvedOptions().timeZone || ""; }
    for (const box of within.querySelectorAll("[data-keys-switch]")) { box.checked = stored("keys") !== "off"; }
  };
  settle(document);
  /* A form that is sent back opens at the first thing to mend, also where the browser gives nothing the focus by itself. */
  document.querySelector(".errors, .field.invalid, [aria-invalid=true]")?.scrollIntoView({ block: "center" });
  document.addEventListener("settle", () => settle(document));
  document.addEventListener("htmx:after:swap", () => settle(document));
})();
