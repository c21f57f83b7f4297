import { actionsFor, factsOf, placeholder } from './artifact-actions.ts';
import { type Artifact, artifactsOf, loadMedia, type Shown } from './artifacts.ts';
import { element, words } from './element.ts';
import { type Fields, textOf } from './fields.ts';
import { type Turn, transcriptList, turnsOf } from './transcript.ts';

export const isAudio = ({ mimeType }: Artifact): boolean => mimeType.startsWith('audio/');

/** A player for the sound of a result, where there is one, and the words that are spoken in it. */
export function audioPlayer(shown: Shown): readonly Node[] {
  const made = artifactsOf(shown).filter(isAudio);
  const heard = made.length === 0 ? heardAudio(shown.input) : [];
  const players = [...made, ...heard].map((artifact) => playerFor(artifact, shown));
  const only = players.length === 1 ? players[0]?.player : undefined;
  return [...players.flatMap(({ nodes }) => nodes), ...spokenWords(shown, only)];
}

/** What a transcription listened to, if this page can get at it: no file of the user's is read for a picture of it. */
function heardAudio({ audio }: Fields): readonly Artifact[] {
  const source = textOf(audio) ?? '';
  if (source.startsWith('artifact://')) return [{ uri: source, mimeType: '' }];
  if (/^data:(?:audio|video)\//i.test(source)) return [{ uri: '', mimeType: '', inline: source }];
  return [];
}

function playerFor(artifact: Artifact, { host }: Shown) {
  const player = element('audio', { controls: true, preload: 'auto', ariaLabel: 'Player' });
  const box = element('div', { className: 'player' }, player);
  const fail = (reason: string): void => box.replaceChildren(placeholder(reason, artifact));
  player.addEventListener('error', () => fail('The browser cannot play this audio.'));
  loadMedia(artifact, host).then(
    (source) => {
      player.src = source;
    },
    (failure: Error) => fail(failure.message),
  );
  const facts = factsOf(artifact);
  const actions = artifact.uri === '' ? [] : actionsFor(artifact, host, 'audio');
  const under = element('div', { className: 'under' }, element('span', { className: 'quiet' }, facts), ...actions);
  return { player, nodes: facts === '' && actions.length === 0 ? [box] : [box, under] };
}

function spokenWords({ fields, input }: Shown, player: HTMLMediaElement | undefined): readonly Node[] {
  const turns = turnsOf(fields.segments);
  if (turns.length > 0) return [transcriptList(turns, player)];
  const exchange = exchangeOf(fields);
  if (exchange.length > 0) return [transcriptList(exchange, undefined)];
  const isTranscription = 'segments' in fields;
  const text = textOf(isTranscription ? fields.text : (fields.text ?? input.text));
  if (text !== undefined && text.trim() !== '') {
    const region = element('div', { className: 'scroll', tabIndex: 0, role: 'region', ariaLabel: 'Text' }, words(text));
    return [region];
  }
  return isTranscription ? [element('p', { className: 'quiet' }, 'No speech was heard.')] : [];
}

/** A live exchange has no times, but two sides. */
const exchangeOf = ({ transcript, reply_text }: Fields): readonly Turn[] =>
  [
    { speaker: 'You', text: textOf(transcript) ?? '' },
    { speaker: 'Reply', text: textOf(reply_text) ?? '' },
  ].filter(({ text }) => text !== '');
