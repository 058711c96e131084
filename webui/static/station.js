/* Every page: the clock and countdowns of the strip, its freshness, keys, and the board's place and arrows.
   No inline scripts anywhere: what a template must say to this file stands in data attributes. */
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];

  /* ---- time: the station's own clock, told by the strip ---- */
  let ahead = 0; // milliseconds that the station's clock is ahead of this machine's
  let heardAt = Date.now(); // when the station last answered
  let told = ""; // the last moment that the strip carried

  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: root.dataset.zone || "UTC" });
  const words = (strip) => (strip.dataset.units || "h,m,s").split(",");
  const span = (seconds, [hour, minute, second]) => {
    const whole = Math.max(0, Math.round(seconds));
    if (whole >= 3600) return `${Math.floor(whole / 3600)} ${hour} ${Math.floor(whole / 60) % 60} ${minute}`;
    return whole >= 60 ? `${Math.floor(whole / 60)} ${minute} ${String(whole % 60).padStart(2, "0")} ${second}` : `${whole} ${second}`;
  };
  const write = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };

  function tick() {
    const strip = $("#strip");
    if (!strip) return;
    if (strip.dataset.now !== told) {
      told = strip.dataset.now;
      ahead = Date.parse(told) - Date.now();
      heardAt = Date.now();
    }
    const now = Date.now() + ahead;
    const silent = (Date.now() - heardAt) / 1000;
    const lost = silent > 10;
    strip.classList.toggle("is-stale", lost);
    write($("[data-clock]", strip), clock.format(now));
    $$("[data-until]", strip).forEach((element) => write(element, span((Date.parse(element.dataset.until) - now) / 1000, words(strip))));
    if (lost) {
      const stale = $("[data-stale]", strip);
      write(stale, (stale?.dataset.stale || "#").replace("#", span(silent, words(strip))));
    } else {
      write($("[data-fresh]", strip), " · " + strip.dataset.ago.replace("#", span(silent, words(strip))));
    }
  }
  document.addEventListener("htmx:after:request", (event) => {
    const answer = event.detail?.ctx?.response;
    const source = event.detail?.ctx?.sourceElement;
    if (source?.id === "strip" && answer && (answer.status === 200 || answer.status === 304)) heardAt = Date.now();
    if (answer?.status === 401) location.reload(); // the session has ended: the sign-in page says so
  });
  setInterval(tick, 1000);
  tick();

  /* ---- the board: open at the present, walk along a lane with the arrow keys ---- */
  function showNow() {
    const board = $("[data-board]");
    if (!board || board.scrollWidth <= board.clientWidth) return;
    const label = parseFloat(getComputedStyle(root).getPropertyValue("--label")) || 0;
    const wide = board.scrollWidth - label;
    board.scrollLeft = Math.max(0, label + (wide * parseFloat(board.dataset.now)) / 100 - board.clientWidth * 0.6);
  }
  showNow();
  document.addEventListener("keydown", (event) => {
    const block = event.target.closest?.("[data-lane] a");
    if (!block || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    const blocks = $$("a", block.closest("[data-lane]"));
    const at = blocks.indexOf(block);
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: blocks.length - 1 }[event.key];
    if (blocks[next]) {
      event.preventDefault();
      blocks.forEach((each) => each.setAttribute("tabindex", "-1"));
      blocks[next].setAttribute("tabindex", "0");
      blocks[next].focus();
    }
  });

  /* ---- keys: / search, j and k through a list, ? help ---- */
  const isTyping = (element) => element.closest?.("input, textarea, select, [contenteditable], dialog[open]");
  function walk(step) {
    const links = $$("main .rows > li a, main tbody tr a, main [data-seek]").filter((link) => link.offsetParent);
    const rows = [...new Set(links.map((link) => link.closest("li, tr") || link))];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
    (row?.matches("a, button") ? row : row?.querySelector("a, button"))?.focus();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "/") {
      const field = $("[data-search]");
      if (field) { event.preventDefault(); field.focus(); field.select(); }
    } else if (event.key === "j" || event.key === "k") {
      walk(event.key === "j" ? 1 : -1);
    } else if (event.key === "?") {
      $("#keys").showModal();
    }
  });

  /* ---- an error summary is what the reader should meet first; a menu closes when left ---- */
  $("#loi")?.focus();
  document.addEventListener("click", (event) => {
    $$(".nav details[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    $$(".nav details[open]").forEach((menu) => { menu.open = false; $("summary", menu).focus(); });
  });

  /* ---- a draft that was sent is forgotten where the station says that it has it (editor.js) ---- */
  try {
    const sent = sessionStorage.getItem("ban-nhap-gui");
    sessionStorage.removeItem("ban-nhap-gui");
    if (sent && $(".told")) localStorage.removeItem(sent);
  } catch { /* private mode */ }

  /* ---- one act, one click: a form that is on its way is not sent again ---- */
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method === "dialog") return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    setTimeout(() => delete event.target.dataset.sent, 4000);
  });
  addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => delete form.dataset.sent));
})();
