/* Recording in the browser, and sending sounds with their progress. A recording stays on the page until it has arrived. */
(() => {
  "use strict";
  const $ = (selector, from = document) => from.querySelector(selector);
  const show = (element, shown) => { if (element) element.hidden = !shown; };

  /* ---- record: hold, or tap twice ---- */
  const TAP_MS = 400;
  const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
  function furnish(box) {
    if (!window.MediaRecorder || !navigator.mediaDevices?.getUserMedia) return;
    const hold = $("[data-hold]", box), count = $("[data-count]", box), heard = $("[data-heard]", box), again = $("[data-again]", box), trouble = $("[data-trouble]", box);
    const longest = Number(box.dataset.longest);
    let recorder = null, stream = null, pieces = [], ticking = 0, pressedAt = 0, startedAt = 0, wanted = false;
    box.hidden = false;

    const say = (text) => { trouble.textContent = text; show(trouble, Boolean(text)); };
    const face = (live) => {
      hold.setAttribute("aria-pressed", String(live));
      show($("[data-idle]", hold), !live);
      show($("[data-live]", hold), live);
    };
    const tick = () => {
      const seconds = Math.min(longest, (performance.now() - startedAt) / 1000);
      count.textContent = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
      if (seconds >= longest) stop();
    };

    async function start() {
      say("");
      wanted = true;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, channelCount: 1 } });
      } catch {
        wanted = false;
        say(box.dataset.noMic);
        return;
      }
      if (!wanted) { release(); return; }
      pieces = [];
      const kind = KINDS.find((each) => MediaRecorder.isTypeSupported(each));
      recorder = new MediaRecorder(stream, kind ? { mimeType: kind, audioBitsPerSecond: 64000 } : {});
      recorder.addEventListener("dataavailable", (event) => { if (event.data.size) pieces.push(event.data); });
      recorder.addEventListener("stop", finish);
      recorder.start(1000);
      startedAt = performance.now();
      ticking = setInterval(tick, 200);
      face(true);
    }
    function stop() {
      wanted = false;
      clearInterval(ticking);
      if (recorder?.state === "recording") recorder.stop();
      face(false);
    }
    function release() { stream?.getTracks().forEach((track) => track.stop()); stream = null; }
    function finish() {
      release();
      if (performance.now() - startedAt < 1000 || !pieces.length) { say(box.dataset.tooShort); return; }
      box.recording = new Blob(pieces, { type: recorder.mimeType });
      if (heard.src) URL.revokeObjectURL(heard.src);
      heard.src = URL.createObjectURL(box.recording);
      show(heard, true);
      show(again, true);
      box.dispatchEvent(new CustomEvent("recorded", { bubbles: true }));
    }
    const isLive = () => hold.getAttribute("aria-pressed") === "true" || wanted;
    hold.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      if (isLive()) { pressedAt = 0; stop(); return; }
      hold.setPointerCapture(event.pointerId);
      pressedAt = performance.now();
      start();
    });
    const lift = () => { if (pressedAt && performance.now() - pressedAt > TAP_MS) stop(); pressedAt = 0; };
    hold.addEventListener("pointerup", lift);
    hold.addEventListener("pointercancel", lift);
    hold.addEventListener("contextmenu", (event) => event.preventDefault());
    hold.addEventListener("keydown", (event) => {
      if (event.repeat || ![" ", "Enter"].includes(event.key)) return;
      event.preventDefault();
      if (isLive()) stop(); else start();
    });
    again.addEventListener("click", () => {
      delete box.recording;
      heard.removeAttribute("src");
      show(heard, false);
      show(again, false);
      count.textContent = "";
      hold.focus();
    });
  }
  document.querySelectorAll("[data-recorder]").forEach(furnish);

  /* ---- send ---- */
  function send(address, sound, token, told) {
    return new Promise((resolve, reject) => {
      const sending = new XMLHttpRequest();
      sending.open("POST", address);
      sending.responseType = "json";
      sending.setRequestHeader("X-CSRFToken", token);
      sending.setRequestHeader("Content-Type", "application/octet-stream");
      sending.upload.addEventListener("progress", (event) => { if (event.lengthComputable) told(event.loaded / event.total); });
      sending.addEventListener("load", () => resolve({ status: sending.status, answer: sending.response || {} }));
      sending.addEventListener("error", reject);
      sending.addEventListener("timeout", reject);
      sending.send(sound);
    });
  }

  const form = $("form[data-upload]");
  if (!form) return;
  const wrongs = $("[data-wrongs]"), progress = $("[data-progress]", form), bar = $("progress", form), doing = $("[data-doing]", form), button = $("button.btn.main.big:not([data-hold])", form);
  const refuse = (errors) => {
    const list = $("ul", wrongs);
    list.replaceChildren(...Object.entries(errors).map(([field, sentence]) => {
      const item = document.createElement("li"), link = document.createElement(field ? "a" : "span");
      if (field) link.href = `#${field}`;
      link.textContent = sentence;
      item.append(link);
      return item;
    }));
    show(wrongs, true);
    wrongs.focus();
  };
  const recording = () => $("[data-recorder]", form)?.recording;

  form.addEventListener("submit", async (event) => {
    const file = $('input[type="file"]', form)?.files[0];
    const sound = recording() || file;
    const voice = form.elements.voice;
    if (voice && (!sound || voice.value)) return; // a form with its own words: sent as it is
    event.preventDefault();
    if (!sound) { refuse({ file: form.dataset.nothing }); return; }
    show(wrongs, false);
    show(progress, true);
    button.disabled = true;
    const card = new URLSearchParams();
    ["title", "kind", "licence", "source", "expires_on"].forEach((name) => card.set(name, form.elements[name]?.value ?? ""));
    if (!card.get("title").trim()) card.set("title", (file && !recording() ? file.name.replace(/\.[^.]*$/, "") : document.title).slice(0, 160));
    const address = form.dataset.upload || form.action;
    try {
      const { status, answer } = await send(`${address}?${card}`, sound, form.elements.csrf_token.value, (part) => {
        bar.value = Math.round(part * 100);
        doing.textContent = `${form.dataset.sending}: ${Math.round(part * 100)} %`;
      });
      if (status === 401) { location.reload(); return; }
      if (status !== 201) { refuse(answer.errors || { "": form.dataset.lost }); return; }
      if (voice) { voice.value = answer.id; form.submit(); } else location.assign(answer.next);
    } catch {
      refuse({ "": form.dataset.lost });
    } finally {
      button.disabled = false;
      show(progress, false);
      delete form.dataset.sent;
    }
  });
})();
