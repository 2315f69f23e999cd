/* A board: J and K walk its rows, Enter opens the panel of the chosen one, Escape leads back to it, and what is answered in the panel happens
   in place; on a small screen the panel is a sheet over the page. Without this file each row's link opens the page of the same answer, and more rows stand behind a link.
   [data-keys] with [data-row] · a[data-panel] · #panel with a[data-inside] · #beside · a[data-more] · [data-lens] · a[data-sheet="id"] */
(() => {
  "use strict";
  const board = document.querySelector("[data-keys]");
  const panel = document.getElementById("panel");
  const sheet = document.getElementById("beside");
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

  /* Fills the panel from an address, unless another row was chosen meanwhile; says whether it stands there. */
  const fill = async (address) => {
    panel.dataset.wanted = address;
    panel.inert = panel.dataset.shows !== address;
    if (!panel.inert) { panel.hidden = false; return true; }
    const answer = await asked(address).catch(() => null);
    const page = answer?.ok ? await parsed(answer) : null;
    if (panel.dataset.wanted !== address || panel.dataset.shows === address) { return false; }
    panel.dataset.shows = address;
    if (!page) { panel.hidden = true; return false; }
    show(page, answer.url);
    return true;
  };
  const mark = (row) => {
    for (const other of board.querySelectorAll("[data-row][aria-current]")) { other.removeAttribute("aria-current"); }
    row.setAttribute("aria-current", "true");
  };
  const beside = (row) => row.querySelector("[data-panel]")?.dataset.panel || "";
  const choose = async (row) => {
    mark(row);
    if (!panel || sheet?.open) { return; }
    const address = wide.matches ? beside(row) : "";
    panel.hidden = !address;
    if (!address) { delete panel.dataset.wanted; return; }
    if (panel.dataset.wanted === address) { return; }
    delete panel.dataset.early;
    if (!await fill(address)) { return; }
    if (panel.dataset.enter === address) { into(); } else { late(); }
    delete panel.dataset.early;
  };
  /* A key that was pressed before its panel stood there opens what it opens; what it would do nobody has seen yet, so that is only said. */
  const late = () => {
    const key = panel.dataset.early;
    if (key === undefined || document.activeElement.closest("input, select, textarea")) { return; }
    const wanted = key && panel.querySelector(`[data-key="${key}"]`);
    if (wanted && wanted.matches("summary, a[data-inside]")) { wanted.click(); return; }
    if (wanted && wanted.matches("input, select, textarea")) { wanted.focus(); return; }
    if (wanted || !key) { panel.prepend(Object.assign(document.createElement("p"), { className: "small early", textContent: panel.dataset.again })); }
  };
  const into = () => {
    delete panel.dataset.enter;
    (panel.querySelector(":not(details) > form :is(textarea, input:not([type=hidden]))") || panel.querySelector("summary, button, a"))?.focus();
  };
  const head = () => {
    const first = panel.querySelector("[autofocus]") || panel.querySelector("[aria-invalid=true]") || panel.querySelector("h2");
    if (first?.matches("h2")) { first.tabIndex = -1; }
    first?.focus();
  };

  /* On a small screen the panel is a sheet: the browser keeps the focus in it, Escape and Back close it, and the row has the focus again. */
  let spare = false; // a step of the history that a sheet closed otherwise has left behind: going back itself would take the focus off the row
  const lay = async (row, link) => {
    mark(row);
    if (!await fill(beside(row))) { if (panel.dataset.shows === panel.dataset.wanted) { location.assign(link.href); } return; }
    if (sheet.open) { return; }
    sheet.prepend(panel);
    sheet.showModal();
    history[spare ? "replaceState" : "pushState"]({ sheet: true }, "");
    spare = false;
    sheet.scrollTop = 0;
    head();
  };
  sheet?.addEventListener("close", () => {
    delete panel.dataset.shows;
    delete panel.dataset.wanted;
    panel.replaceChildren();
    panel.hidden = true;
    sheet.before(panel);
    if (history.state?.sheet) { history.replaceState(null, ""); spare = true; }
    current()?.querySelector("a").focus();
  });
  addEventListener("popstate", () => {
    if (sheet?.open) { sheet.close(); } else if (spare) { spare = false; history.back(); }
  });
  if (history.state?.sheet) { history.replaceState(null, ""); }
  wide.addEventListener("change", () => { if (sheet?.open) { sheet.close(); } });

  /* What a link in the panel leads to stands in it too, with a way back to the row's own. */
  const within = async (address) => {
    const answer = await asked(address).catch(() => null);
    if (!answer?.ok) { location.assign(address); return; }
    show(await parsed(answer), answer.url);
    const back = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet", textContent: panel.dataset.back });
    back.dataset.outside = "";
    panel.prepend(back);
    head();
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
  const refresh = async () => {
    const answer = await asked(location.href).catch(() => null);
    if (!answer?.ok) { location.reload(); return null; }
    const page = await parsed(answer);
    for (const part of [".rail", ".board-main"]) {
      const fresh = page.querySelector(part);
      if (fresh) { document.querySelector(part).replaceChildren(...[...fresh.childNodes].map((node) => document.importNode(node, true))); }
    }
    return page;
  };
  const renew = async ({ stay = false, to = "" } = {}) => {
    const at = rows().indexOf(current());
    const was = current()?.querySelector("a").getAttribute("href");
    const page = await refresh();
    if (!page) { return; }
    tell(page);
    const all = rows();
    const of = (href) => all.find((row) => row.querySelector("a").getAttribute("href") === href);
    const same = of(to) || of(was);
    if (stay) { if (same) { mark(same); } return; }
    if (panel) { delete panel.dataset.shows; delete panel.dataset.wanted; }
    const next = same || all[Math.min(Math.max(at, 0), all.length - 1)];
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
    if (answer.redirected && answer.ok) {
      if (sheet?.open) { sheet.close(); }
      tell(page);
      // What is taken back stands in its row again: that is where its way back leads.
      await renew({ to: form.closest("[data-toast]") ? new URL(answer.url).pathname : "" });
      return;
    }
    if (!panel || !form.closest("#panel")) { form.inert = false; form.submit(); return; }
    panel.dataset.shows = panel.dataset.wanted || "";
    show(page, answer.url);
    head();
    if (answer.ok) { await renew({ stay: true }); }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.closest("#panel, .toasts")) { return; }
    if (form.method === "get" && form.closest("#panel")) {
      event.preventDefault();
      within(`${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form, event.submitter))}`);
    }
    if (form.method !== "post") { return; }
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
    const keys = event.target.closest("a[data-sheet]");
    if (keys) { event.preventDefault(); document.getElementById(keys.dataset.sheet).showModal(); return; }
    const inner = event.target.closest("#panel a[data-inside]");
    if (inner) { event.preventDefault(); within(inner.href); return; }
    if (event.target.closest("#panel [data-outside]")) {
      const address = panel.dataset.wanted;
      delete panel.dataset.shows;
      fill(address).then(head);
      return;
    }
    const next = event.target.closest("a[data-more]");
    if (next) { event.preventDefault(); more(next); return; }
    const link = event.target.closest("a[data-panel]");
    if (!link || !panel) { return; }
    const row = link.closest("[data-row]");
    event.preventDefault();
    if (!wide.matches) { lay(row, link); return; }
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
  // On a phone the filters are a strip: the chosen one is brought into it.
  const filter = document.querySelector(".rail [aria-current]"), strip = filter?.closest(".rail");
  if (strip && strip.scrollWidth > strip.clientWidth) { strip.scrollLeft = filter.offsetLeft - strip.offsetLeft - (strip.clientWidth - filter.offsetWidth) / 2; }
})();
