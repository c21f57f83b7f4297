/** Plays a session's replies at `rate`. `onState` is told 20 times a second what was played and what waits, in samples. */
export async function startSpeaker(rate, onState) {
  const context = new AudioContext({ sampleRate: rate, latencyHint: 'interactive' });
  await context.audioWorklet.addModule(new URL('playback-worklet.js', import.meta.url));
  const node = new AudioWorkletNode(context, 'playback', { numberOfInputs: 0, outputChannelCount: [1] });
  let isReply = false;
  let state = { played: 0, waiting: 0, level: 0 };
  node.port.onmessage = ({ data }) => {
    state = data;
    onState(state);
  };
  node.connect(context.destination);
  await context.resume();
  return {
    play(buffer) {
      // What was played counts from the beginning of each reply.
      if (!isReply && state.waiting === 0) node.port.postMessage({ type: 'begin' });
      isReply = true;
      node.port.postMessage({ type: 'sound', buffer }, [buffer]);
    },
    complete() {
      isReply = false;
      node.port.postMessage({ type: 'complete' });
    },
    /** Drops what has not been heard yet. */
    flush() {
      isReply = false;
      node.port.postMessage({ type: 'flush' });
    },
    playedMs: () => Math.round((state.played / rate) * 1000),
    close: () => void context.close().catch(() => {}),
  };
}
