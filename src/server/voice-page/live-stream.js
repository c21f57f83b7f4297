/** Pauses before each try to get a lost connection back, in ms. */
const PAUSES = [250, 500, 1000, 2000, 4000, 8000];
const REPLACED = 4409;
/** A second of sound that the network does not take: what comes now would be heard too late. */
const MOST_WAITING_S = 1;

/** The stream's address, if it is one of this very server: sound goes nowhere else. */
export function streamAddress(text) {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (!/^wss?:$/.test(url.protocol) || !/\/voice\/stream\/[\w-]{20,}$/.test(url.pathname)) return undefined;
  if (url.host !== location.host) return undefined;
  // A proxy may speak TLS where the server behind it does not know.
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
}

/**
 * Keeps a connection to a stream, and gets it back when it is lost. `onEvent` hears the server's events, `onSound` its
 * sound, `onState` one of `connecting`, `open`, `lost`; `onOver` is called once, with the reason where it was no good end.
 */
export function openLiveStream(address, { onEvent, onSound, onState, onOver }) {
  let socket;
  let cursor;
  let tries = 0;
  let rate = 24000;
  let isOver = false;
  let timer;

  const over = (reason) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    socket?.close();
    onOver(reason);
  };

  const hear = ({ data }) => {
    if (data instanceof ArrayBuffer) return onSound(data);
    const event = JSON.parse(data);
    if (event.cursor !== undefined) cursor = event.cursor;
    if (event.type === 'ready') {
      rate = event.audio_in.rate;
      tries = 0;
      onState('open');
    }
    onEvent(event);
  };

  const lost = async ({ code }) => {
    if (isOver) return;
    if (code === 1000) return over();
    if (code === REPLACED) return over('This conversation is being continued in another window.');
    const pause = PAUSES[tries++];
    if (pause === undefined) return over('The server cannot be reached. Is it still running?');
    onState('lost');
    // A server that is well and refuses the stream does not know it any more.
    if (tries > 1 && (await isWell())) return over('This session is over.');
    timer = setTimeout(connect, pause);
  };

  const connect = () => {
    if (isOver) return;
    const url = new URL(address);
    if (cursor !== undefined) url.searchParams.set('after', cursor);
    socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onmessage = hear;
    socket.onclose = lost;
  };

  onState('connecting');
  connect();
  return {
    send: (command) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(command)),
    sendSound(buffer) {
      if (socket?.readyState !== WebSocket.OPEN || socket.bufferedAmount > rate * 2 * MOST_WAITING_S) return;
      socket.send(buffer);
    },
    close: () => over(),
  };
}

async function isWell() {
  try {
    return (await fetch(new URL('../healthz', import.meta.url), { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
