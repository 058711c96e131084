/* A form whose answer takes more than a moment says what it is doing, and for how many seconds. */
(() => {
  "use strict";
  document.querySelectorAll("form[data-progress]").forEach((form) => {
    form.addEventListener("submit", () => {
      const line = document.createElement("p");
      const words = document.createElement("span");
      const bar = document.createElement("progress");
      const seconds = document.createElement("span");
      line.className = "working";
      line.setAttribute("role", "status");
      words.textContent = form.dataset.progress;
      bar.setAttribute("aria-label", form.dataset.progress);
      seconds.className = "n";
      seconds.setAttribute("aria-hidden", "true");
      line.append(bar, words, seconds);
      form.append(line);
      const began = Date.now();
      setInterval(() => { seconds.textContent = `${Math.round((Date.now() - began) / 1000)} s`; }, 500);
      // A button that is off right away would not be sent along.
      setTimeout(() => document.querySelectorAll("main button").forEach((button) => { button.disabled = true; }), 0);
    });
  });
  // Whoever comes back by the browser's own button finds the form ready again.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
