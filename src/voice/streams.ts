import type { VoiceLogEvent, VoiceStreamEvent, VoiceStreamSink } from '../core/voice-sessions.ts';

/** A sink that holds more than this gets no more audio for the moment: half a second of it at 24 kHz. */
const SINK_BYTES = 24_000;
/** Reply audio that waits for a slow client. Replies come faster than they are played, so it has to be generous. */
const HELD_S = 120;
/** Nobody who misses so many events is still there. */
const MOST_EVENTS = 1_000;

/** What is still to be told to one client: its audio may be left out, its events not. */
type Client = {
  audio(pcm16: Uint8Array): void;
  event(event: VoiceStreamEvent): void;
  dropAudio(): void;
  drained(): void;
  end(): void;
};

/** The clients that listen to a session. Each has a queue of its own, so that none is slowed by another. */
export type Streams = {
  count(): number;
  attach(sink: VoiceStreamSink): { drained(): void; detach(): void };
  audio(pcm16: Uint8Array): void;
  event(event: VoiceLogEvent | VoiceStreamEvent): void;
  /** Audio that nobody shall hear any more. */
  dropAudio(): void;
  end(): void;
};

/** `rate` in Hz of the replies. */
export function createStreams(rate: number): Streams {
  const clients = new Map<VoiceStreamSink, Client>();
  return {
    count() {
      return clients.size;
    },
    attach(sink) {
      const client = createClient(sink, rate, () => clients.delete(sink));
      clients.set(sink, client);
      return { drained: client.drained, detach: () => void clients.delete(sink) };
    },
    audio(pcm16) {
      for (const client of clients.values()) client.audio(pcm16);
    },
    event(event) {
      for (const client of clients.values()) client.event(event);
    },
    dropAudio() {
      for (const client of clients.values()) client.dropAudio();
    },
    end() {
      for (const client of clients.values()) client.end();
      clients.clear();
    },
  };
}

function createClient(sink: VoiceStreamSink, rate: number, leave: () => void): Client {
  let queue: (Uint8Array | VoiceStreamEvent)[] = [];
  let audioBytes = 0;
  let events = 0;
  let lostBytes = 0;

  const isSlow = (): boolean => sink.bufferedBytes() >= SINK_BYTES;
  const send = (message: Uint8Array | VoiceStreamEvent): void => {
    if (lostBytes > 0) {
      sink.send({ type: 'audio_dropped', ms: Math.round((lostBytes / 2 / rate) * 1000) });
      lostBytes = 0;
    }
    sink.send(message);
  };

  const flush = (): void => {
    let sent = 0;
    for (const message of queue) {
      // An event is small, and what comes after held audio has to wait for it.
      if (message instanceof Uint8Array && isSlow()) break;
      send(message);
      sent++;
      if (message instanceof Uint8Array) audioBytes -= message.byteLength;
      else events--;
    }
    if (sent > 0) queue = queue.slice(sent);
  };

  const dropOldest = (): void => {
    const most = HELD_S * rate * 2;
    // A quarter at once, so that a client that stays slow does not cost a copy of the queue for every frame.
    if (audioBytes <= most) return;
    queue = queue.filter((message) => {
      if (!(message instanceof Uint8Array) || audioBytes <= most * 0.75) return true;
      audioBytes -= message.byteLength;
      lostBytes += message.byteLength;
      return false;
    });
  };

  return {
    audio(pcm16) {
      if (queue.length === 0 && !isSlow()) return send(pcm16);
      // What is held of a block that others share would hold all of the block.
      queue.push(new Uint8Array(pcm16));
      audioBytes += pcm16.byteLength;
      flush();
      dropOldest();
    },
    event(event) {
      if (queue.length === 0) return send(event);
      queue.push(event);
      if (++events <= MOST_EVENTS) return flush();
      leave();
      sink.end();
    },
    dropAudio() {
      queue = queue.filter((message) => !(message instanceof Uint8Array));
      audioBytes = 0;
      flush();
    },
    drained: flush,
    end() {
      for (const message of queue) send(message);
      queue = [];
      sink.end();
    },
  };
}
