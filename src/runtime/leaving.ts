import { ProviderError } from '../core/errors.ts';

/** Why a run stops that goes on elsewhere: nothing is cancelled at the provider, and nothing is settled. */
export class Leaving extends ProviderError {
  constructor(message: string) {
    super('cancelled', { message, hint: 'Ask get_job, or call again with the same arguments.' });
    this.name = 'Leaving';
  }
}

export const isLeaving = (reason: unknown): boolean => reason instanceof Leaving;
