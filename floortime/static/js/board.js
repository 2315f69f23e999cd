/* A board: J and K walk its rows, Enter opens the panel of the chosen one, Escape leads back to it, and what is answered in the panel happens
   in place. Without this file each row's link opens the page of the same answer, and more rows stand behind a link.
   [data-keys] with [data-row] · a[data-panel] · #panel · a[data-more] · [data-lens] · a[data-sheet="id"] */
(() => {
  "use strict";
  const board = document.querySelector("[data-keys]");
  const panel = document.getElementById("panel");
  if (!board) { return; }
  const wide = matchMedia("(min-width: 64rem)");
  const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
  const rows = () => [...board.querySelectorAll("[data-row]")];
  const current = () => board.querySelector("[data-row][aria-current]");
  const parsed = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const asked = (address, more = {}) => fetch(address, { credentials: "same-origin", ...more });

  /* A page stands in the panel without its frame: its heading is one of ours, its forms still know where they came from. */
  const show = (page, address) => {
    const main = page.querySelector("main") || page.body;
    for (const part of main.querySelectorAll(".toasts, .crumbs")) { part.remove(); }
    for (const head of main.querySelectorAll("h1")) {
      const lower = Object.assign(page.createElement("h2"), { innerHTML: head.innerHTML, className: head.className, lang: head.lang });
      head.replaceWith(lower);
    }
    for (const form of main.querySelectorAll("form")) { form.action = new URL(form.getAttribute("action") || "", new URL(address, location.href)).href; }
    panel.replaceChildren(...[...main.childNodes].map((node) => document.importNode(node, true)));
    panel.inert = panel.hidden = false;
    if (window.htmx) { window.htmx.process(panel); }
    document.dispatchEvent(new Event("settle"));
  };

  const choose = async (row) => {
    for (const other of board.querySelectorAll("[data-row][aria-current]")) { other.removeAttribute("aria-current"); }
    row.setAttribute("aria-current", "true");
    if (!panel) { return; }
    const address = wide.matches ? row.querySelector("[data-panel]")?.dataset.panel : "";
    panel.hidden = !address;
    if (!address) { delete panel.dataset.wanted; return; }
    if (panel.dataset.wanted === address) { return; }
    panel.dataset.wanted = address;
    panel.inert = panel.dataset.shows !== address;
    if (!panel.inert) { return; }
    const answer = await asked(address).catch(() => null);
    const page = answer?.ok ? await parsed(answer) : null;
    if (panel.dataset.wanted !== address || panel.dataset.shows === address) { return; }
    panel.dataset.shows = address;
    if (!page) { panel.hidden = true; return; }
    show(page, answer.url);
    if (panel.dataset.enter === address) { into(); }
  };
  const into = () => {
    delete panel.dataset.enter;
    (panel.querySelector(":not(details) > form :is(textarea, input:not([type=hidden]))") || panel.querySelector("summary, button, a"))?.focus();
  };
  const walk = (step) => {
    const all = rows();
    if (!all.length) { return; }
    const at = all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    choose(next);
    next.querySelector("a").focus();
    next.scrollIntoView({ block: "nearest" });
  };

  /* What was said of the change is heard, the rows and counts are those of now, and the row after the one that left is chosen. */
  const tell = (page) => {
    const place = document.querySelector("main > .toasts");
    const said = [...page.querySelectorAll("main > .toasts > *")];
    if (said.length) { place.replaceChildren(...said.map((toast) => document.importNode(toast, true))); }
    document.dispatchEvent(new Event("settle"));
  };
  const renew = async () => {
    const at = rows().indexOf(current());
    const was = current()?.querySelector("a").getAttribute("href");
    const answer = await asked(location.href).catch(() => null);
    if (!answer?.ok) { location.reload(); return; }
    const page = await parsed(answer);
    for (const part of [".rail", ".board-main"]) {
      const fresh = page.querySelector(part);
      if (fresh) { document.querySelector(part).replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true))); }
    }
    tell(page);
    if (panel) { delete panel.dataset.shows; delete panel.dataset.wanted; }
    const all = rows();
    const next = all.find((row) => row.querySelector("a").getAttribute("href") === was) || all[Math.min(Math.max(at, 0), all.length - 1)];
    if (!next) { if (panel) { panel.hidden = true; } return; }
    next.querySelector("a").focus();
    await choose(next);
  };
  /* One change after the other: two answers on their way at once would each bring what is still to be said, and one would lose it. */
  let turn = Promise.resolve();
  const send = (form, button) => {
    const body = new FormData(form, button);
    const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
    form.inert = true;
    turn = turn.then(() => sent(form, address, body), () => sent(form, address, body));
  };
  const sent = async (form, address, body) => {
    const answer = await asked(address, { method: "POST", body }).catch(() => null);
    if (!answer) { form.inert = false; form.submit(); return; }
    const page = await parsed(answer);
    if (answer.redirected && answer.ok) { tell(page); await renew(); return; }
    if (!panel || !wide.matches) { form.inert = false; form.submit(); return; }
    panel.dataset.shows = panel.dataset.wanted || "";
    show(page, answer.url);
    const first = panel.querySelector("[aria-invalid=true]") || panel.querySelector("h2");
    if (first?.matches("h2")) { first.tabIndex = -1; }
    first?.focus();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.closest("#panel, .toasts") || form.method !== "post") { return; }
    event.preventDefault();
    send(form, event.submitter);
  });

  const more = async (link) => {
    const answer = await asked(link.href).catch(() => null);
    const page = answer?.ok ? await parsed(answer) : null;
    const group = link.closest("[data-group]")?.dataset.group;
    const found = page?.querySelector(group ? `[data-group="${group}"] ol` : ".bsection ol");
    if (!found) { location.assign(link.href); return; }
    for (const row of found.querySelectorAll("[aria-current]")) { row.removeAttribute("aria-current"); }
    const fresh = [...found.children].map((node) => document.importNode(node, true));
    link.closest("li").replaceWith(...fresh);
    fresh[0]?.querySelector("a")?.focus();
  };
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    const sheet = event.target.closest("a[data-sheet]");
    if (sheet) { event.preventDefault(); document.getElementById(sheet.dataset.sheet).showModal(); return; }
    const next = event.target.closest("a[data-more]");
    if (next) { event.preventDefault(); more(next); return; }
    const link = event.target.closest("a[data-panel]");
    if (!link || !wide.matches || !panel) { return; }
    const row = link.closest("[data-row]");
    event.preventDefault();
    delete panel.dataset.enter;
    if (row.hasAttribute("aria-current") && event.detail === 0) {
      if (panel.dataset.shows === link.dataset.panel) { into(); return; }
      panel.dataset.enter = link.dataset.panel;
    }
    choose(row);
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("#panel details.way[open]")) { event.target.querySelector("textarea, input:not([type=hidden])")?.focus(); }
  }, true);
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) { return; }
    const link = current()?.querySelector("a");
    if (event.key === "Escape" && event.target.closest("#panel")) { link?.focus(); }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, [contenteditable]") || off()) { return; }
    if (event.key === "Enter" && event.target === document.body && link) { event.preventDefault(); link.click(); return; }
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") { event.preventDefault(); walk(key === "j" ? 1 : -1); }
    if (key === "f") { event.preventDefault(); (board.querySelector("[data-lens][aria-current]") || board.querySelector("[data-lens]"))?.focus(); }
  });
  const first = current() || rows()[0];
  if (panel && wide.matches && first) { choose(first); }
})();
