import type { VoiceEvent, VoiceListener } from '../../src/core/voice.ts';

/** What comes of a live connection, its sound among its events, in order. */
export type Heard = VoiceEvent | { readonly type: 'audio'; readonly bytes: Uint8Array };

/** A listener with one ear for both. */
export const hearing = (hear: (heard: Heard) => void): VoiceListener => ({
  audio: (bytes) => hear({ type: 'audio', bytes }),
  event: hear,
});

/** Says it to a listener. */
export function tell(listener: VoiceListener, heard: Heard): void {
  if (heard.type === 'audio') listener.audio(heard.bytes);
  else listener.event(heard);
}
