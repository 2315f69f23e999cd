/* What a page does by itself when scripts run. Without this file everything still works: forms are sent, links are followed.
   data-toast · form[data-metoo] · [data-busy] · [data-copy="#id"] · [data-keys] with [data-row] · [data-key="m"] · [data-now] · [data-theme-choice] · [data-zone] */
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
      form.querySelector("[data-count]").textContent = now.count;
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

  /* Boards: J and K walk the rows, Enter opens, Escape leads back, any other letter presses what carries it in data-key. Single letters can be turned off. */
  const walk = (step) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) { return; }
    const at = rows.findIndex((row) => row.hasAttribute("aria-current"));
    const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
    choose(next);
    next.querySelector("a").focus();
    next.scrollIntoView({ block: "nearest" });
  };

  /* The panel beside a board's rows: on wide screens a row with data-panel shows itself there; elsewhere its link opens the page. */
  const wide = matchMedia("(min-width: 64rem)");
  const panel = document.getElementById("panel");
  const choose = async (row) => {
    for (const other of document.querySelectorAll("[data-row][aria-current]")) { other.removeAttribute("aria-current"); }
    row.setAttribute("aria-current", "true");
    if (!panel) { return; }
    const address = wide.matches && row.querySelector("[data-panel]")?.dataset.panel;
    panel.hidden = !address;
    if (!address) { delete panel.dataset.wanted; return; }
    if (panel.dataset.wanted === address) { return; }
    panel.dataset.wanted = address;
    panel.inert = panel.dataset.shows !== address;
    if (!panel.inert) { return; }
    const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    const words = answer?.ok ? await answer.text() : "";
    if (panel.dataset.wanted !== address || panel.dataset.shows === address) { return; }
    panel.innerHTML = words;
    panel.dataset.shows = address;
    panel.inert = false;
    if (window.htmx) { window.htmx.process(panel); }
    if (panel.dataset.enter === address) { into(); }
  };
  const into = () => {
    delete panel.dataset.enter;
    panel.querySelector("textarea, input:not([type=hidden])")?.focus();
  };
  /* Letters press what stands in the panel only while it shows the chosen row: never what is about to be replaced. */
  const awake = (wanted) => {
    if (!panel || panel.hidden) { return true; }
    const chosen = document.querySelector("[data-row][aria-current] [data-panel]")?.dataset.panel;
    return !panel.inert && (!panel.contains(wanted) || panel.dataset.shows === chosen);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || !wide.matches || !panel || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    const row = link.closest("[data-row]");
    event.preventDefault();
    delete panel.dataset.enter;
    if (row.hasAttribute("aria-current") && event.detail === 0) {
      if (panel.dataset.shows === link.dataset.panel) { into(); return; }
      panel.dataset.enter = link.dataset.panel;
    }
    choose(row);
  });
  document.addEventListener("keydown", (event) => {
    const current = document.querySelector("[data-keys] [data-row][aria-current] a");
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
      if (event.target.closest("#panel")) { current?.focus(); }
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]")) { return; }
    if (stored("keys") === "off") { return; }
    if (event.key === "Enter" && event.target === document.body && current) { event.preventDefault(); current.click(); return; }
    const key = event.key.toLowerCase();
    if (document.querySelector("[data-keys]") && (key === "j" || key === "k")) { event.preventDefault(); walk(key === "j" ? 1 : -1); return; }
    if (key.length !== 1 || !/[a-z?]/.test(key)) { return; }
    const wanted = document.querySelector(`[data-key="${key}"]`);
    if (!wanted || !awake(wanted)) { return; }
    event.preventDefault();
    if (wanted.matches("button, a")) { wanted.click(); } else { wanted.focus(); }
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
  const first = panel && document.querySelector("[data-row][aria-current]");
  if (first) { choose(first); }
  document.addEventListener("htmx:after:swap", () => settle(document));
})();
