// Turns what the microphone gives into 16-bit frames of 20 ms at the session's rate, in the audio thread.
const FRAME_S = 0.02;

class Capture extends AudioWorkletProcessor {
  constructor({ processorOptions: { rate } }) {
    super();
    // Samples of the context for one of the session; 1 where the browser resamples by itself.
    this.step = sampleRate / rate;
    this.frame = new Int16Array(Math.round(rate * FRAME_S));
    this.filled = 0;
    this.sum = 0;
    this.weight = 0;
    this.power = 0;
    this.isMuted = false;
    this.port.onmessage = ({ data }) => {
      this.isMuted = data.muted;
    };
  }

  process([channels]) {
    const [samples] = channels;
    if (samples === undefined) return true;
    for (const sample of samples) this.take(this.isMuted ? 0 : sample);
    return true;
  }

  /** Each sample of the session is the mean of the time that it stands for. */
  take(sample) {
    let rest = 1;
    while (this.weight + rest >= this.step) {
      const part = this.step - this.weight;
      this.put((this.sum + sample * part) / this.step);
      rest -= part;
      this.sum = 0;
      this.weight = 0;
    }
    this.sum += sample * rest;
    this.weight += rest;
  }

  put(value) {
    const clamped = Math.max(-1, Math.min(1, value));
    this.frame[this.filled++] = Math.round(clamped * 32767);
    this.power += clamped * clamped;
    if (this.filled < this.frame.length) return;
    const level = Math.sqrt(this.power / this.filled);
    const { buffer } = this.frame;
    this.frame = new Int16Array(this.filled);
    this.filled = 0;
    this.power = 0;
    this.port.postMessage({ buffer, level }, [buffer]);
  }
}

registerProcessor('capture', Capture);
