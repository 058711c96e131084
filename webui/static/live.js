/* Live speech: the microphone before it counts, and then, piece after piece, on its way to the station. */
(() => {
  "use strict";
  const $ = (selector, from = document) => from.querySelector(selector);
  const WISHES = { audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } };
  const say = (box, text) => { const line = $("[data-trouble]", box); line.textContent = text; line.hidden = !text; };
  const height = (peak) => Math.max(0, Math.min(100, 100 + (20 * Math.log10(peak || 1e-6) * 100) / 60));

  /* ---- before: a level, and nothing leaves the page ---- */
  const check = $("[data-mic]");
  $("[data-check]", check || document)?.addEventListener("click", async () => {
    say(check, "");
    try {
      const stream = await navigator.mediaDevices.getUserMedia(WISHES);
      const context = new AudioContext(), ear = context.createAnalyser(), wave = new Float32Array(ear.fftSize);
      context.createMediaStreamSource(stream).connect(ear);
      const look = setInterval(() => {
        ear.getFloatTimeDomainData(wave);
        $("[data-level]", check).value = height(Math.max(...wave.map(Math.abs)));
      }, 60);
      setTimeout(() => { clearInterval(look); stream.getTracks().forEach((track) => track.stop()); context.close(); $("[data-level]", check).value = 0; }, 10000);
    } catch { say(check, check.dataset.noMic); }
  });

  /* ---- on air ---- */
  const talk = $("[data-talk]");
  if (!talk) return;
  const { post, worklet, rate, token } = talk.dataset;
  const starts = Date.parse(talk.dataset.starts), until = Date.parse(talk.dataset.until);
  const ahead = Date.parse($("#strip").dataset.now) - Date.now();
  const waiting = [];
  const MOST_WAITING = 20;
  let number = 0, sending = false, over = false, stream = null, context = null;

  const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  async function send() {
    if (sending) return;
    sending = true;
    while (waiting.length && !over) {
      const [nth, samples] = waiting[0];
      try {
        const answer = await fetch(post + nth, { method: "POST", body: samples, headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream" } });
        if (answer.status === 410 || answer.status === 401 || answer.status === 403) { finish(); break; }
        if (!answer.ok && answer.status >= 500) throw new Error(String(answer.status));
        say(talk, "");
        waiting.shift();
      } catch {
        say(talk, talk.dataset.lost);
        while (waiting.length > MOST_WAITING) waiting.shift();
        await wait(500);
      }
    }
    sending = false;
  }
  function finish() {
    over = true;
    stream?.getTracks().forEach((track) => track.stop());
    context?.close();
    context = null;
  }
  async function open() {
    say(talk, "");
    try {
      stream = stream || await navigator.mediaDevices.getUserMedia(WISHES);
    } catch {
      say(talk, talk.dataset.noMic);
      $("[data-asleep]", talk).hidden = false;
      return;
    }
    context = context || new AudioContext();
    if (context.state === "suspended") {
      $("[data-asleep]", talk).hidden = false; // some browsers want one more click
      await context.resume();
    }
    $("[data-asleep]", talk).hidden = true;
    await context.audioWorklet.addModule(worklet);
    const microphone = new AudioWorkletNode(context, "microphone", { numberOfOutputs: 0, processorOptions: { rate: Number(rate) } });
    microphone.port.addEventListener("message", ({ data }) => {
      $("[data-level]", talk).value = height(data.peak);
      waiting.push([number++, data.samples]);
      send();
    });
    microphone.port.start();
    context.createMediaStreamSource(stream).connect(microphone);
  }
  $("[data-wake]", talk).addEventListener("click", open);

  const mark = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const tick = () => {
    const now = Date.now() + ahead, speaking = now >= starts && now < until;
    talk.classList.toggle("is-speaking", speaking && !over);
    const left = Math.max(0, ((now < starts ? starts : until) - now) / 1000);
    $("[data-say]", talk).textContent = now < starts ? talk.dataset.wait : speaking ? talk.dataset.speak : talk.dataset.over;
    $("[data-left]", talk).textContent = mark(Math.ceil(left));
    if (now >= until) finish();
  };
  setInterval(tick, 250);
  tick();
  $("[data-end]")?.addEventListener("submit", finish);
  addEventListener("beforeunload", (event) => { if (!over) event.preventDefault(); });
  open();
})();
