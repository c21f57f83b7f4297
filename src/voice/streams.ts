import type { VoiceLogEvent, VoiceStreamEvent, VoiceStreamSink } from '../core/voice-sessions.ts';

/** A sink that holds more than this gets no more audio for the moment: half a second of it at 24 kHz. */
const SINK_BYTES = 24_000;
/** Reply audio that waits for a slow client. Replies come faster than they are played, so it has to be generous. */
const HELD_S = 120;
/** Nobody who misses so many events is still there. */
const MOST_EVENTS = 1_000;

/** The clients that listen to a session. Each has a queue of its own, so that none is slowed by another. */
export class Streams {
  readonly #rate: number;
  #clients: readonly StreamClient[] = [];

  /** `rate` in Hz of the replies. */
  constructor(rate: number) {
    this.#rate = rate;
  }

  attach(sink: VoiceStreamSink): StreamClient {
    const client = new StreamClient(sink, this.#rate, () => this.detach(client));
    this.#clients = [...this.#clients, client];
    return client;
  }

  detach(client: StreamClient): void {
    this.#clients = this.#clients.filter((each) => each !== client);
  }

  audio(pcm16: Uint8Array): void {
    for (const client of this.#clients) client.audio(pcm16);
  }

  event(event: VoiceLogEvent | VoiceStreamEvent): void {
    for (const client of this.#clients) client.event(event);
  }

  /** Audio that nobody shall hear any more. */
  dropAudio(): void {
    for (const client of this.#clients) client.dropAudio();
  }

  end(): void {
    for (const client of this.#clients) client.end();
    this.#clients = [];
  }
}

/** What is still to be told to one client: its audio may be left out, its events not. */
export class StreamClient {
  readonly #sink: VoiceStreamSink;
  readonly #rate: number;
  readonly #leave: () => void;
  #queue: (Uint8Array | VoiceStreamEvent)[] = [];
  #audioBytes = 0;
  #events = 0;
  #lostBytes = 0;

  constructor(sink: VoiceStreamSink, rate: number, leave: () => void) {
    this.#sink = sink;
    this.#rate = rate;
    this.#leave = leave;
  }

  audio(pcm16: Uint8Array): void {
    if (this.#audioBytes + this.#events === 0 && !this.#isSlow()) {
      this.#send(pcm16);
      return;
    }
    // What is held of a block that others share would hold all of the block.
    this.#queue.push(new Uint8Array(pcm16));
    this.#audioBytes += pcm16.byteLength;
    this.flush();
    this.#dropOldest();
  }

  event(event: VoiceStreamEvent): void {
    if (this.#queue.length === 0) {
      this.#send(event);
      return;
    }
    this.#queue.push(event);
    if (++this.#events <= MOST_EVENTS) {
      this.flush();
      return;
    }
    this.#leave();
    this.#sink.end();
  }

  dropAudio(): void {
    this.#queue = this.#queue.filter((message) => !(message instanceof Uint8Array));
    this.#audioBytes = 0;
    this.flush();
  }

  /** Sends what waits, as far as the sink takes it. */
  flush(): void {
    let sent = 0;
    for (const message of this.#queue) {
      // An event is small, and what comes after held audio has to wait for it.
      if (message instanceof Uint8Array && this.#isSlow()) break;
      this.#send(message);
      sent++;
      if (message instanceof Uint8Array) this.#audioBytes -= message.byteLength;
      else this.#events--;
    }
    if (sent > 0) this.#queue = this.#queue.slice(sent);
  }

  end(): void {
    for (const message of this.#queue) this.#send(message);
    this.#queue = [];
    this.#sink.end();
  }

  #isSlow(): boolean {
    return this.#sink.bufferedBytes() >= SINK_BYTES;
  }

  #send(message: Uint8Array | VoiceStreamEvent): void {
    if (this.#lostBytes > 0) {
      this.#sink.send({ type: 'audio_dropped', ms: Math.round((this.#lostBytes / 2 / this.#rate) * 1000) });
      this.#lostBytes = 0;
    }
    this.#sink.send(message);
  }

  #dropOldest(): void {
    const most = HELD_S * this.#rate * 2;
    // A quarter at once, so that a client that stays slow does not cost a copy of the queue for every frame.
    if (this.#audioBytes <= most) return;
    this.#queue = this.#queue.filter((message) => {
      if (!(message instanceof Uint8Array) || this.#audioBytes <= most * 0.75) return true;
      this.#audioBytes -= message.byteLength;
      this.#lostBytes += message.byteLength;
      return false;
    });
  }
}
