/* Between microphone and page: half a second at a time, at the station's rate, in whole numbers. */
const SECONDS = 0.5;

class Microphone extends AudioWorkletProcessor {
  constructor({ processorOptions: { rate } }) {
    super();
    this.step = sampleRate / rate;
    this.piece = new Int16Array(rate * SECONDS);
    this.filled = this.sum = this.count = this.phase = this.peak = 0;
  }

  process([input]) {
    const wave = input[0];
    if (!wave) return true;
    for (const sample of wave) {
      this.sum += sample;
      this.count += 1;
      this.phase += 1;
      if (this.phase < this.step) continue;
      this.phase -= this.step;
      const value = Math.max(-1, Math.min(1, this.sum / this.count));
      this.sum = this.count = 0;
      this.peak = Math.max(this.peak, Math.abs(value));
      this.piece[this.filled++] = Math.round(value * 32767);
      if (this.filled === this.piece.length) {
        this.port.postMessage({ samples: this.piece.slice().buffer, peak: this.peak });
        this.filled = this.peak = 0;
      }
    }
    return true;
  }
}

registerProcessor("microphone", Microphone);
