/* Puts a text into the clipboard, and says so. Without it the text can still be selected by hand. */
(() => {
  "use strict";
  document.querySelectorAll("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy).textContent;
      await navigator.clipboard.writeText(text);
      const told = button.parentElement.querySelector("[role=status]");
      told.textContent = button.dataset.done;
    });
  });
})();
