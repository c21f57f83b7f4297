// Plays the reply out of a queue in the audio thread, and says how much of it was heard.
/** So much is gathered before a reply begins, or goes on after a gap: what the network may be late by. */
const AHEAD_S = 0.06;
const REPORT_S = 0.05;

class Playback extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = [];
    this.offset = 0;
    this.waiting = 0;
    this.played = 0;
    this.power = 0;
    this.measured = 0;
    this.isPlaying = false;
    /** Nothing more is coming: what there is may be played, however little. */
    this.isComplete = false;
    this.port.onmessage = ({ data }) => this.command(data);
  }

  command({ type, buffer }) {
    if (type === 'sound') {
      const samples = new Int16Array(buffer);
      this.queue.push(samples);
      this.waiting += samples.length;
      this.isComplete = false;
    } else if (type === 'complete') this.isComplete = true;
    else if (type === 'flush') {
      this.queue = [];
      this.offset = 0;
      this.waiting = 0;
      this.isPlaying = false;
      this.report();
    } else if (type === 'begin') this.played = 0;
  }

  process(_inputs, [channels]) {
    const [output] = channels;
    if (!this.isPlaying) this.isPlaying = this.waiting > (this.isComplete ? 0 : AHEAD_S * sampleRate);
    for (let index = 0; index < output.length; index++) output[index] = this.isPlaying ? this.next() : 0;
    this.measured += output.length;
    if (this.measured >= REPORT_S * sampleRate) this.report();
    return true;
  }

  next() {
    const [samples] = this.queue;
    if (samples === undefined) {
      this.isPlaying = false;
      return 0;
    }
    const value = samples[this.offset++] / 32768;
    if (this.offset === samples.length) {
      this.queue.shift();
      this.offset = 0;
    }
    this.waiting--;
    this.played++;
    this.power += value * value;
    return value;
  }

  report() {
    const level = this.measured === 0 ? 0 : Math.sqrt(this.power / this.measured);
    this.port.postMessage({ played: this.played, waiting: this.waiting, level });
    this.power = 0;
    this.measured = 0;
  }
}

registerProcessor('playback', Playback);
