/* The player: waveform, keys, and the rule that what is approved has been heard.
   "Heard" is what really sounded: jumping ahead leaves a hole, and the approve button opens only when there is none. */
(() => {
  "use strict";
  const brief = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;
  const words = () => (document.querySelector("#strip")?.dataset.units || "h,m,s").split(",");
  const long = (seconds) => {
    const [, minute, second] = words();
    const whole = Math.ceil(seconds);
    return whole >= 60 ? `${Math.floor(whole / 60)} ${minute} ${whole % 60} ${second}` : `${whole} ${second}`;
  };

  function furnish(player) {
    if (player.dataset.ready) return;
    player.dataset.ready = "1";
    const audio = player.querySelector("audio");
    const wave = player.querySelector("[data-wave]");
    const bars = [...wave.querySelectorAll("rect")];
    const head = wave.querySelector("[data-at]");
    const here = player.querySelector("[data-here]");
    const rule = player.querySelector("[data-unheard]");
    const approve = player.querySelector("[data-approve]");
    const mark = player.querySelector("[data-heard-mark]");
    const pairs = [...document.querySelectorAll("[data-from]")];
    const length = () => (Number.isFinite(audio.duration) && audio.duration ? audio.duration : Number(player.dataset.seconds));
    const STEP = 0.5; // seconds: how finely hearing is remembered
    const heard = new Uint8Array(Math.max(1, Math.ceil(Number(player.dataset.seconds) / STEP)));
    let before = null;

    function paint() {
      const at = audio.currentTime, whole = length();
      bars.forEach((bar, number) => {
        const slot = Math.min(heard.length - 1, Math.floor((number / bars.length) * heard.length));
        bar.classList.toggle("heard", Boolean(heard[slot]));
      });
      head.setAttribute("transform", `translate(${(at / whole) * wave.viewBox.baseVal.width} 0)`);
      here.textContent = brief(at);
      wave.setAttribute("aria-valuenow", Math.round(at));
      wave.setAttribute("aria-valuetext", long(at));
      const current = pairs.filter((pair) => Number(pair.dataset.from) <= at + 0.2).pop();
      pairs.forEach((pair) => pair.classList.toggle("here", pair === current && at > 0));
      tell();
    }

    function tell() {
      if (!approve) return;
      const missing = heard.reduce((sum, one) => sum + (one ? 0 : STEP), 0);
      const whole = missing === 0;
      rule.textContent = whole ? rule.dataset.heard : rule.dataset.unheard.replace("#", long(Math.min(missing, length())));
      approve.setAttribute("aria-disabled", whole ? "false" : "true");
      mark.value = whole ? "1" : "";
    }

    function listen() {
      const at = audio.currentTime;
      if (before !== null && at > before && at - before < 2) {
        for (let slot = Math.floor(before / STEP); slot <= Math.floor(at / STEP); slot += 1) if (slot < heard.length) heard[slot] = 1;
      }
      before = at;
      paint();
    }

    const toggle = () => (audio.paused ? audio.play() : audio.pause());
    const jump = (seconds) => { audio.currentTime = Math.min(Math.max(0, seconds), length()); before = null; paint(); };
    player.querySelector("[data-play]").addEventListener("click", toggle);
    audio.addEventListener("timeupdate", listen);
    audio.addEventListener("seeking", () => { before = null; });
    audio.addEventListener("play", () => { before = audio.currentTime; player.classList.add("is-playing"); });
    audio.addEventListener("pause", () => { player.classList.remove("is-playing"); listen(); });
    audio.addEventListener("ended", () => {
      for (let slot = heard.length - 1; slot >= Math.max(0, heard.length - 3); slot -= 1) heard[slot] = 1;
      player.classList.remove("is-playing");
      paint();
    });
    wave.addEventListener("pointerdown", (event) => {
      const box = wave.getBoundingClientRect();
      jump(((event.clientX - box.left) / box.width) * length());
    });
    wave.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: -5, ArrowRight: 5, ArrowDown: -5, ArrowUp: 5, PageDown: -30, PageUp: 30 };
      if (event.key in steps) { event.preventDefault(); jump(audio.currentTime + steps[event.key]); }
      if (event.key === "Home" || event.key === "End") { event.preventDefault(); jump(event.key === "Home" ? 0 : length()); }
    });
    approve?.addEventListener("click", (event) => {
      if (approve.getAttribute("aria-disabled") === "true") { event.preventDefault(); rule.parentElement.scrollIntoView({ block: "center" }); }
    });
    document.addEventListener("click", (event) => {
      const seek = event.target.closest("[data-seek]");
      if (seek) { jump(Number(seek.dataset.seek)); audio.play(); }
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, button, a, summary, dialog[open]")) return;
      if (event.key === " ") { event.preventDefault(); toggle(); }
      if (!event.target.closest("[data-wave]") && (event.key === "ArrowLeft" || event.key === "ArrowRight")) jump(audio.currentTime + (event.key === "ArrowLeft" ? -5 : 5));
    });
    paint();
  }

  const all = () => document.querySelectorAll("[data-player]").forEach(furnish);
  document.addEventListener("htmx:after:swap", all);
  all();
})();
