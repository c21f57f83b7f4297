import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { POCKETSPHINX, POCKETSPHINX_MODEL, pocketsphinx } from './recognise/pocketsphinx.ts';

export default defineProvider({
  id: 'pocketsphinx',
  name: 'Pocketsphinx',
  docs: 'https://cmusphinx.github.io',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',
  baseUrl: {},
  auth: noAuth,
  local: true,
  program: POCKETSPHINX,
  capabilities: { transcribe: (_endpoint, host) => pocketsphinx(host) },
  defaults: { transcribe: POCKETSPHINX_MODEL },
});
