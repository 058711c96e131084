/* Drafts are never lost: saved to the station while typing, kept in this browser whenever the station does not answer. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const key = `ban-nhap:${location.pathname}:${form.dataset.draft}`;
  const status = document.querySelector("[data-saved-at]");
  const fields = () => [...new FormData(form)].filter(([name]) => !["csrf_token", "revision"].includes(name));
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
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin" });
      const told = await answer.json();
      if (answer.ok) {
        form.elements.revision.value = told.revision;
        say(form.dataset.saved.replace("#", now()));
        forget();
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

  form.addEventListener("input", () => {
    keep();
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  form.addEventListener("submit", () => { clearTimeout(timer); forget(); });

  try {
    const kept = localStorage.getItem(key);
    if (kept && kept !== first && confirm(form.dataset.restore || "")) {
      form.querySelectorAll('input[type="checkbox"], input[type="radio"]').forEach((box) => { box.checked = false; });
      JSON.parse(kept).forEach(([name, value]) => {
        const matching = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
        matching.forEach((field) => {
          if (field.type === "checkbox" || field.type === "radio") field.checked = field.checked || field.value === value;
          else field.value = value;
        });
      });
      form.querySelector("textarea")?.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (kept) {
      forget();
    }
  } catch { /* private mode */ }
})();
