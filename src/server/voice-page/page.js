import { createTranscript } from './conversation.js';
import { openLiveStream, streamAddress } from './live-stream.js';
import { callTool, TokenNeeded } from './mcp-client.js';
import { askForMicrophone, listMicrophones, startCapture } from './microphone.js';
import { startSpeaker } from './speaker.js';
import { view } from './view.js';

const transcript = createTranscript();
/** A session that somebody else opened: the page was called with its stream behind the `#`. */
const given = location.hash.slice(1);
let talk;

if (given !== '') view.joins();

/** Opens a session, and gives the address of its stream. */
async function openSession() {
  const { instructions, model, voice, isTranscribe, token } = view.choices();
  const opened = await callTool(
    'voice_open',
    {
      turn_detection: 'server_vad',
      ...(isTranscribe && { mode: 'transcribe' }),
      ...(instructions !== '' && { instructions }),
      ...(model !== '' && { model }),
      ...(voice !== '' && { voice }),
    },
    token,
  );
  return opened.stream_url;
}

async function start() {
  view.alert(undefined);
  view.busy();
  view.state('asking');
  let media;
  try {
    // First the microphone: a session that nobody can speak to would only cost money.
    media = await askForMicrophone(view.microphone.value);
    listMicrophones().then(view.microphones);
    view.state('opening');
    const address = streamAddress(given === '' ? await openSession() : given);
    if (address === undefined) throw new Error('This is not the address of a stream of this server.');
    talk = converse(media, address);
  } catch (thrown) {
    for (const track of media?.getTracks() ?? []) track.stop();
    view.state('error');
    view.live(false);
    view.alert(thrown.message);
    if (thrown instanceof TokenNeeded) view.askForToken();
  }
}

/** One conversation, from the connection to its end. */
function converse(media, address) {
  let capture;
  let speaker;
  let isMuted = false;
  let isReplying = false;
  let isStarted = false;
  /** Why the session ended, where nobody asked for that. */
  let ending;
  /** Sound that came before there was something to play it on. */
  const early = [];

  const show = () => view.state(isMuted ? 'muted' : isReplying ? 'speaking' : 'listening');
  const played = ({ waiting, level }) => {
    view.level('reply-level', level);
    if (isReplying === waiting > 0) return;
    isReplying = waiting > 0;
    view.replying(isReplying);
    show();
  };
  const ready = async ({ audio_in, audio_out }) => {
    if (isStarted) return show();
    isStarted = true;
    transcript.clear();
    view.live(true);
    show();
    speaker = await startSpeaker(audio_out.rate, played);
    for (const buffer of early.splice(0)) speaker.play(buffer);
    capture = await startCapture(media, audio_in.rate, {
      onFrame: (buffer) => stream.sendSound(buffer),
      onLevel: (level) => view.level('mic-level', level),
      onLost: () => view.alert('The microphone is gone. Connect it and start again, or write.'),
    });
  };

  const EVENTS = {
    ready: (event) => ready(event).catch((thrown) => finish(`Sound could not be started: ${thrown.message}`)),
    // Who speaks wants to be heard: what is still to be played of the reply is dropped.
    speech_started: () => speaker?.flush(),
    interrupted: () => speaker?.flush(),
    user_partial: ({ text }) => transcript.userPartly(text),
    assistant_delta: ({ text }) => transcript.replyPartly(text),
    user_transcript: ({ text }) => transcript.said('user', text),
    assistant_transcript: ({ text, final }) => transcript.said('assistant', final ? text : `${text} …`),
    turn_done: () => speaker?.complete(),
    tool_request: ({ tool_call }) => transcript.note(`The model asks for ${tool_call.name}.`),
    reconnected: ({ message }) => transcript.note(message),
    audio_dropped: ({ ms }) => transcript.note(`Your connection is slow: ${(ms / 1000).toFixed(1)} s were left out.`),
    error: ({ message }) => view.alert(message),
    refused: ({ message }) => view.alert(message),
    closed: ({ code, message }) => {
      transcript.note(message);
      if (code !== 'closed') ending = message;
    },
  };

  const finish = (reason = ending) => {
    talk = undefined;
    stream.close();
    capture?.stop();
    speaker?.close();
    for (const track of media.getTracks()) track.stop();
    view.level('mic-level', 0);
    view.level('reply-level', 0);
    view.state(reason === undefined ? 'over' : 'error');
    view.live(false);
    view.alert(reason);
  };

  const stream = openLiveStream(address, {
    onEvent: (event) => EVENTS[event.type]?.(event),
    onSound: (buffer) => (speaker === undefined ? early.push(buffer) : speaker.play(buffer)),
    onState: (state) => (state === 'open' ? undefined : view.state(state)),
    onOver: finish,
  });

  return {
    end: () => {
      // The server says goodbye to the provider, and then to us.
      if (!stream.send({ type: 'end' })) finish();
    },
    interrupt: () => {
      stream.send({ type: 'interrupt', played_ms: speaker?.playedMs() ?? 0 });
      speaker?.flush();
    },
    mute: () => {
      isMuted = !isMuted;
      capture?.mute(isMuted);
      view.muted(isMuted);
      show();
    },
    write: (text) => {
      if (stream.send({ type: 'text', text })) transcript.said('user', text);
    },
  };
}

view.setup.addEventListener('submit', (event) => {
  event.preventDefault();
  start();
});
view.write.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = view.text.value.trim();
  if (text === '') return;
  talk?.write(text);
  view.text.value = '';
});
view.mute.addEventListener('click', () => talk?.mute());
view.interrupt.addEventListener('click', () => talk?.interrupt());
view.end.addEventListener('click', () => talk?.end());
// Nobody is there any more to speak with a session of this page. One that was given to it belongs to who opened it.
addEventListener('pagehide', () => given === '' && talk?.end());
document.addEventListener('keydown', ({ key, altKey }) => {
  if (key === 'Escape') talk?.interrupt();
  if (altKey && key.toLowerCase() === 'm') talk?.mute();
});
navigator.mediaDevices?.addEventListener('devicechange', () => listMicrophones().then(view.microphones));
listMicrophones().then(view.microphones);
