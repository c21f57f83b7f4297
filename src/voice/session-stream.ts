import { createResampler, type Resampler } from '../audio/resample.ts';
import { asProviderError } from '../core/errors.ts';
import type { VoiceStream, VoiceStreamSink, VoiceToolResult } from '../core/voice-sessions.ts';
import type { Guardian } from './guardian.ts';
import type { Session } from './session.ts';
import type { StreamClient } from './streams.ts';
import type { Uplink } from './uplink.ts';

/** A session's live sound, as one client has it. */
export class SessionStream implements VoiceStream {
  readonly sessionId: string;
  readonly audioIn: number;
  readonly audioOut: number;
  readonly #session: Session;
  readonly #guardian: Guardian;
  readonly #uplink: Uplink;
  readonly #sink: VoiceStreamSink;
  readonly #client: StreamClient;
  /** Absent where the client speaks at the provider's rate. */
  readonly #resampler: Resampler | undefined;

  constructor(session: Session, sink: VoiceStreamSink) {
    const { offered, audioIn, audioOut } = session.rates;
    this.sessionId = session.id;
    this.audioIn = offered;
    this.audioOut = audioOut;
    this.#session = session;
    this.#guardian = session.guardian;
    this.#uplink = session.uplink;
    this.#sink = sink;
    this.#client = session.streams.attach(sink);
    if (offered !== audioIn) this.#resampler = createResampler(offered, audioIn);
  }

  sendAudio(pcm16: Uint8Array): void {
    this.#guardian.touch();
    this.#uplink.live(this.#resampler === undefined ? pcm16 : this.#resampler.push(pcm16));
  }

  interrupt(playedMs?: number): void {
    if (this.#session.isLive()) this.#session.interrupt(playedMs);
  }

  commit(): void {
    if (this.#session.isLive()) this.#session.commit();
  }

  text(text: string): void {
    if (this.#session.isLive()) this.#session.write(text);
  }

  toolResult(result: VoiceToolResult): void {
    if (!this.#session.isLive()) return;
    try {
      this.#session.answerTool(result);
    } catch (thrown) {
      const { code, message } = asProviderError(thrown);
      this.#sink.send({ type: 'refused', code, message });
    }
  }

  drained(): void {
    this.#client.flush();
  }

  detach(): void {
    this.#session.streams.detach(this.#client);
  }
}
