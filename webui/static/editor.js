/* Drafts are never lost: saved to the station while typing, kept in this browser whenever the station does not answer. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const key = `ban-nhap:${form.dataset.draft}`;
  const status = document.querySelector("[data-saved-at]");
  const fields = () => [...new FormData(form)].filter(([name]) => !["csrf_token", "revision"].includes(name) && !name.startsWith("khac-"));
  const say = (text) => { if (status) status.textContent = text; };
  const now = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  let timer = 0, running = false, again = false, first = JSON.stringify(fields());

  const keep = () => { try { localStorage.setItem(key, JSON.stringify(fields())); } catch { /* private mode: nothing to keep in */ } };
  const forget = () => { try { localStorage.removeItem(key); } catch { /* the same */ } };

  async function save() {
    if (!form.dataset.autosave) return;
    if (running) { again = true; return; }
    running = true;
    try {
      const sent = JSON.stringify(fields());
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin" });
      const told = await answer.json();
      if (answer.ok) {
        form.elements.revision.value = told.revision;
        say(form.dataset.saved.replace("#", now()));
        if (sent === JSON.stringify(fields())) forget();
      } else {
        say(told.sentence);
      }
    } catch {
      say(form.dataset.kept);
    } finally {
      running = false;
      if (again) { again = false; save(); }
    }
  }

  // A reading put in one's own words, under the word itself: Enter chooses it, Escape leaves it; it is no part of the draft.
  const boxes = () => form.querySelectorAll(".fix-box");
  const close = () => boxes().forEach((box) => box.classList.remove("open"));
  form.addEventListener("click", (event) => {
    const word = event.target.closest('a[href^="#doi-"]');
    if (!word) { if (!event.target.closest(".fix-box")) close(); return; }
    event.preventDefault();
    close();
    const box = form.querySelector(word.getAttribute("href"));
    box.style.top = `${word.offsetTop + word.offsetHeight + 4}px`;
    box.classList.add("open");
    box.querySelector("input").select();
  });
  // A late answer of the station never takes the open box from under somebody's hands.
  form.addEventListener("htmx:before:swap", (event) => {
    if (form.querySelector(".fix-box.open")) event.preventDefault();
  });
  form.addEventListener("keydown", (event) => {
    const box = event.target.closest(".fix-box");
    if (!box) return;
    if (event.key === "Escape") { close(); form.querySelector(`a[href="#${box.id}"]`).focus(); }
    if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); box.querySelector("button").click(); }
  });

  form.addEventListener("input", (event) => {
    if (event.target.matches("[data-other]")) return;
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  // What was sent is forgotten by the page that says it was kept (station.js): a station that is gone answers nothing.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    try { sessionStorage.setItem("ban-nhap-gui", key); } catch { /* the same */ }
  });

  function take(kept) {
    form.querySelectorAll('input[type="checkbox"], input[type="radio"]').forEach((box) => { box.checked = false; });
    kept.forEach(([name, value]) => {
      form.querySelectorAll(`[name="${CSS.escape(name)}"]`).forEach((field) => {
        if (field.type === "checkbox" || field.type === "radio") field.checked = field.checked || field.value === value;
        else field.value = value;
      });
    });
    form.querySelector("textarea")?.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // An older draft is offered, never forced and never thrown away unasked.
  function offer(kept) {
    const note = document.getElementById("ban-nhap-cu");
    const done = () => { note.hidden = true; form.querySelector("textarea")?.focus(); };
    note.querySelector("[data-draft-words]").textContent = (kept.find(([name, value]) => name === "text" && value) || kept.find(([, value]) => value) || ["", ""])[1].slice(0, 120);
    note.querySelector("[data-take]").addEventListener("click", () => { take(kept); done(); });
    note.querySelector("[data-drop]").addEventListener("click", () => { forget(); done(); });
    note.hidden = false;
  }

  try {
    const kept = localStorage.getItem(key);
    const refused = document.getElementById("loi"); // this page shows what was typed, and the station does not have it
    if (kept && kept !== first) offer(JSON.parse(kept));
    else if (kept && !refused) forget();
  } catch { /* private mode */ }
})();
