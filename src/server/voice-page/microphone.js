/** Why there is no sound from a microphone, in words for who sits before it. */
const REASONS = {
  NotAllowedError: 'The microphone was refused. Allow it for this page in the browser’s address bar, then start again.',
  NotFoundError: 'No microphone was found. Connect one, then start again.',
  NotReadableError: 'The microphone could not be opened. Another program may be using it.',
  OverconstrainedError: 'That microphone is no longer there. Choose another.',
};

export class MicrophoneError extends Error {}

/** Asks for a microphone. Throws `MicrophoneError`. */
export async function askForMicrophone(deviceId) {
  if (navigator.mediaDevices === undefined) {
    throw new MicrophoneError(
      'Browsers give a microphone only to pages over https, or of this computer (http://localhost).',
    );
  }
  const wish = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: deviceId === '' ? wish : { ...wish, deviceId: { exact: deviceId } },
    });
  } catch (thrown) {
    throw new MicrophoneError(REASONS[thrown.name] ?? `The microphone could not be opened: ${thrown.message}`);
  }
}

/** The microphones, with names where the browser tells them: after it was asked for one. */
export async function listMicrophones() {
  const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  return devices.filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '');
}

/** Frames of 20 ms at `rate` from an open microphone. */
export async function startCapture(media, rate, { onFrame, onLevel, onLost }) {
  // A browser that cannot resample by itself gets a context at its own rate, and the worklet does it.
  let context = new AudioContext({ sampleRate: rate });
  let source;
  try {
    source = context.createMediaStreamSource(media);
  } catch {
    await context.close();
    context = new AudioContext();
    source = context.createMediaStreamSource(media);
  }
  await context.audioWorklet.addModule(new URL('capture-worklet.js', import.meta.url));
  const node = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0, processorOptions: { rate } });
  node.port.onmessage = ({ data: { buffer, level } }) => {
    onFrame(buffer);
    onLevel(level);
  };
  source.connect(node);
  for (const track of media.getAudioTracks()) track.addEventListener('ended', onLost);
  await context.resume();
  return {
    mute: (muted) => node.port.postMessage({ muted }),
    stop: () => {
      for (const track of media.getTracks()) {
        track.removeEventListener('ended', onLost);
        track.stop();
      }
      context.close().catch(() => {});
    },
  };
}
