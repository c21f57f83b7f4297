import type { VoiceStream, VoiceStreamEvent } from '../core/voice-sessions.ts';

/** What a client of a stream may ask for in a text frame. */
export type StreamCommand =
  | { readonly type: 'commit' | 'end' }
  | { readonly type: 'interrupt'; readonly playedMs: number | undefined }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_result'; readonly id: string; readonly output: string };

/** Reads a command; a string says what is wrong with it. */
export function readCommand(text: string): StreamCommand | string {
  const given = parsed(text);
  if (given === undefined) return 'A text frame must hold one JSON object.';
  switch (given.type) {
    case 'commit':
    case 'end':
      return { type: given.type };
    case 'interrupt': {
      const { played_ms: playedMs } = given;
      if (playedMs === undefined) return { type: 'interrupt', playedMs: undefined };
      const isTime = typeof playedMs === 'number' && playedMs >= 0;
      return isTime ? { type: 'interrupt', playedMs } : 'played_ms must be a number of 0 or more.';
    }
    case 'text':
      return typeof given.text === 'string' && given.text.trim() !== ''
        ? { type: 'text', text: given.text }
        : 'text must not be empty.';
    case 'tool_result':
      return typeof given.id === 'string' && typeof given.output === 'string'
        ? { type: 'tool_result', id: given.id, output: given.output }
        : 'A tool_result has an id and an output, both text.';
    default:
      return 'type must be commit, interrupt, text, tool_result or end.';
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** An event as a text frame: names as in tools' results, and no path of this machine. */
export function encodeEvent(event: VoiceStreamEvent): string {
  if (!('cursor' in event)) return JSON.stringify(event);
  const { isFinal, toolCall, firstAudioMs, artifact, ...rest } = event;
  return JSON.stringify({
    ...rest,
    final: isFinal,
    tool_call: toolCall,
    first_audio_ms: firstAudioMs,
    artifact: artifact && {
      uri: artifact.uri,
      mime_type: artifact.mimeType,
      bytes: artifact.bytes,
      duration_s: artifact.durationS,
    },
  });
}

/** The first text frame: what sounds go in and come out. */
export const encodeReady = ({ sessionId, audioIn, audioOut }: VoiceStream): string =>
  JSON.stringify({
    type: 'ready',
    session_id: sessionId,
    audio_in: { format: 'pcm16', rate: audioIn },
    audio_out: { format: 'pcm16', rate: audioOut },
  });
