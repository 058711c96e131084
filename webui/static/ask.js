/* How long typed words will last on air, told while they are typed. About two and a half syllables a second. */
(() => {
  "use strict";
  const told = document.querySelector("[data-spoken-for]");
  const field = document.getElementById(told?.dataset.spokenFor || "");
  if (!field) return;
  const tell = () => {
    const syllables = field.value.trim().split(/\s+/).filter(Boolean).length;
    const seconds = Math.round(syllables / 2.5);
    told.textContent = syllables ? told.dataset.told.replace("#", `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`) : "";
    told.classList.toggle("look", seconds > Number(told.dataset.longest));
  };
  field.addEventListener("input", tell);
  tell();
})();
