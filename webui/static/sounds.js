/* Choosing a part of a sound on its wave and hearing it; one sound at a press; a playlist one after the other. */
(() => {
  "use strict";

  /* ---- a part: two moments, in fields and as handles on the wave ---- */
  const form = document.querySelector("[data-cut]");
  const player = document.querySelector("[data-player]");
  const spell = (seconds) => `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(1).padStart(4, "0")}`;
  const read = (text) => {
    const parts = text.trim().replace(",", ".").split(":");
    return parts.length < 3 && parts.every((each) => /^\d+(\.\d*)?$/.test(each)) ? parts.reduce((sum, each) => sum * 60 + Number(each), 0) : NaN;
  };
  if (form && player) {
    const audio = player.querySelector("audio"), wave = player.querySelector("[data-wave]");
    const from = form.elements.from, until = form.elements.until, told = form.querySelector("[data-cut-length]"), preview = form.querySelector("[data-preview]");
    const whole = Number(player.dataset.seconds), bars = [...wave.querySelectorAll("rect")];
    let stopAt = null;
    const box = form.closest("details");
    const part = () => [read(from.value), read(until.value)];
    const paint = () => {
      const [start, end] = part();
      const fits = start >= 0 && end > start && end <= whole + 0.1;
      bars.forEach((bar, at) => bar.classList.toggle("cut-off", fits && box.open && ((at + 1) / bars.length * whole < start || at / bars.length * whole > end)));
      told.textContent = fits ? told.dataset.word.replace("#", spell(end - start)) : "";
      preview.disabled = !fits;
    };
    form.querySelectorAll("[data-here]").forEach((button) => button.addEventListener("click", () => {
      form.elements[button.dataset.here].value = spell(audio.currentTime);
      paint();
    }));
    preview.addEventListener("click", () => {
      const [start, end] = part();
      audio.currentTime = start;
      stopAt = end;
      audio.play();
      follow();
    });
    const follow = () => {
      if (stopAt === null || audio.paused) return;
      if (audio.currentTime >= stopAt) { audio.pause(); stopAt = null; return; }
      requestAnimationFrame(follow);
    };
    audio.addEventListener("play", follow);
    audio.addEventListener("pause", () => { stopAt = null; });
    form.addEventListener("input", paint);
    box.addEventListener("toggle", paint);
    paint();
  }

  /* ---- one sound at a press; in a playlist the next begins where one ends ---- */
  const buttons = [...document.querySelectorAll("[data-listen]")];
  const sound = new Audio();
  let current = null;
  const face = (button, sounds) => {
    button.setAttribute("aria-pressed", String(sounds));
    if (!sounds) button.style.removeProperty("--heard");
  };
  const play = (button) => {
    if (current) face(current, false);
    if (current !== button) { current = button; sound.src = button.dataset.listen; }
    sound.play();
  };
  buttons.forEach((button) => button.addEventListener("click", () => {
    if (current === button && !sound.paused) sound.pause(); else play(button);
  }));
  sound.addEventListener("play", () => { face(current, true); player?.querySelector("audio").pause(); });
  sound.addEventListener("pause", () => face(current, false));
  sound.addEventListener("timeupdate", () => current.style.setProperty("--heard", `${(sound.currentTime / sound.duration) * 360 || 0}deg`));
  sound.addEventListener("ended", () => {
    const next = current.closest("[data-playlist]") && buttons[buttons.indexOf(current) + 1];
    if (next) play(next);
  });
})();
