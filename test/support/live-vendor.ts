import { type SocketUpstream, type SocketVisit, startSocketUpstream } from '../socket-upstream.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the vendor does when a reply is asked for. */
export type Reply = (talk: LiveTalk) => void;

/** One conversation at the vendor, in the words of OpenAI's realtime protocol. */
export type LiveTalk = {
  readonly visit: SocketVisit;
  /** Seconds of sound heard on this connection. */
  readonly heardS: () => number;
  /** What the user wrote, and what was told of before. */
  readonly texts: readonly string[];
  readonly session: Json;
  say(message: Json): void;
  /** A whole reply: sound of so many ms, its words, its end. */
  speak(text: string, ms?: number): void;
  /** The beginning of a reply that has no end. */
  begin(text: string, ms?: number): void;
  askTool(id: string, name: string, parameters: Json): void;
};

export type LiveVendor = SocketUpstream & {
  readonly talks: LiveTalk[];
  /** Replies from now on. */
  replyWith(next: Reply): void;
  /** Sockets that are open now. */
  openSockets(): number;
  /** Resolves when no socket is open any more. */
  allClosed(): Promise<void>;
};

const RATE = 24_000;

/** OpenAI's realtime server on loopback: confirms sessions, writes down what it hears as `heard N s`, and replies. */
export async function startLiveVendor(first: Reply = (talk) => talk.speak('Hello there.')): Promise<LiveVendor> {
  let reply = first;
  const talks: LiveTalk[] = [];
  const waiting: (() => void)[] = [];
  let openSockets = 0;

  const upstream = await startSocketUpstream((visit) => {
    openSockets++;
    visit.socket.on('close', () => {
      openSockets--;
      if (openSockets === 0) for (const resolve of waiting.splice(0)) resolve();
    });
    const talk = converse(visit, () => reply);
    talks.push(talk);
  });
  return Object.assign(upstream, {
    talks,
    replyWith: (next: Reply) => {
      reply = next;
    },
    allClosed: () => new Promise<void>((resolve) => (openSockets === 0 ? resolve() : void waiting.push(resolve))),
    openSockets: () => openSockets,
  });
}

function converse(visit: SocketVisit, replyOf: () => Reply): LiveTalk {
  let all = 0;
  let uncommitted = 0;
  let items = 0;
  const texts: string[] = [];
  let session: Json = {};
  const say = (message: Json): void => visit.socket.send(JSON.stringify(message));
  const begin = (text: string, ms = 400): void => {
    const item_id = `item_${++items}`;
    say({ type: 'response.created', response: { id: `resp_${items}` } });
    for (let sent = 0; sent < ms; sent += 100) {
      const samples = Buffer.alloc((RATE / 10) * 2, sent / 100 + 1);
      say({ type: 'response.output_audio.delta', item_id, delta: samples.toString('base64') });
    }
    say({ type: 'response.output_audio_transcript.delta', item_id, delta: text });
  };
  const done = (usage: Json = { input_tokens: 100, output_tokens: 40 }): void =>
    say({ type: 'response.done', response: { status: 'completed', usage } });
  const talk: LiveTalk = {
    visit,
    heardS: () => all / 2 / RATE,
    texts,
    get session() {
      return session;
    },
    say,
    begin,
    speak(text, ms) {
      begin(text, ms);
      say({ type: 'response.output_audio_transcript.done', transcript: text });
      done();
    },
    askTool(call_id, name, parameters) {
      say({ type: 'response.created', response: {} });
      say({ type: 'response.function_call_arguments.done', call_id, name, arguments: JSON.stringify(parameters) });
      done();
    },
  };

  const hear = (message: Json): void => {
    switch (message.type) {
      case 'session.update':
        session = Object(message.session);
        say({ type: 'session.updated', session });
        return;
      case 'input_audio_buffer.append': {
        const { length } = Buffer.from(String(message.audio), 'base64');
        all += length;
        uncommitted += length;
        return;
      }
      case 'input_audio_buffer.commit': {
        const transcript = `heard ${(uncommitted / 2 / RATE).toFixed(1)} s`;
        uncommitted = 0;
        say({ type: 'input_audio_buffer.committed' });
        say({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'user', transcript });
        return;
      }
      case 'conversation.item.create': {
        const { content, output } = Object(message.item);
        texts.push(String(output ?? Object(content?.[0]).text));
        return;
      }
      case 'response.create':
        replyOf()(talk);
    }
  };
  visit.socket.on('message', (data: Buffer) => hear(Object(JSON.parse(data.toString('utf8')))));
  return talk;
}
