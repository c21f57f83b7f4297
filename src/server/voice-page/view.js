const find = (id) => document.getElementById(id);

const STATES = {
  idle: ['idle', 'Not connected'],
  asking: ['busy', 'Waiting for the microphone…'],
  opening: ['busy', 'Opening a session…'],
  connecting: ['busy', 'Connecting…'],
  listening: ['live', 'Listening'],
  speaking: ['live', 'Replying'],
  muted: ['live', 'Microphone muted'],
  lost: ['busy', 'Connection lost, trying again…'],
  over: ['idle', 'Session over'],
  error: ['error', 'Not connected'],
};

/** Everything on the page that changes, and nothing that decides. */
export const view = {
  setup: find('setup'),
  write: find('write'),
  text: find('text'),
  mute: find('mute'),
  interrupt: find('interrupt'),
  end: find('end'),
  microphone: find('microphone'),

  state(name) {
    const [kind, words] = STATES[name];
    const status = find('status');
    if (status.dataset.name === name) return;
    status.dataset.name = name;
    status.dataset.state = kind;
    find('status-text').textContent = words;
  },

  alert(message) {
    const box = find('alert');
    box.hidden = message === undefined;
    box.textContent = message ?? '';
  },

  /** What the user set up; `token` is never stored anywhere. */
  choices: () => ({
    instructions: find('instructions').value.trim(),
    model: find('model').value.trim(),
    voice: find('voice').value.trim(),
    isTranscribe: find('transcribe').checked,
    token: find('token').value.trim(),
  }),

  askForToken() {
    find('token-field').hidden = false;
    find('token').focus();
  },

  /** The page was given a session: there is nothing to open one with. */
  joins() {
    find('opening').hidden = true;
    find('start').textContent = 'Join the conversation';
  },

  live(isLive) {
    view.setup.hidden = isLive;
    find('controls').hidden = !isLive;
    view.write.hidden = !isLive;
    find('start').disabled = false;
    if (isLive) view.mute.focus();
    else find('start').focus();
  },

  busy() {
    find('start').disabled = true;
  },

  muted(isMuted) {
    view.mute.setAttribute('aria-pressed', String(isMuted));
    view.mute.textContent = isMuted ? 'Unmute' : 'Mute';
  },

  replying(isReplying) {
    view.interrupt.disabled = !isReplying;
  },

  level(id, value) {
    // Loudness as it is heard: the lower half of the meter is a tenth of the upper.
    find(id).value = Math.round(Math.min(1, Math.sqrt(value) * 1.4) * 100);
  },

  microphones(devices) {
    const chosen = view.microphone.value;
    const options = devices.map(
      ({ deviceId, label }, index) => new Option(label || `Microphone ${index + 1}`, deviceId),
    );
    view.microphone.replaceChildren(new Option('Default microphone', ''), ...options);
    view.microphone.value = devices.some(({ deviceId }) => deviceId === chosen) ? chosen : '';
  },
};
