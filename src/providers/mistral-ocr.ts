import { profileOf } from '../core/provider.ts';
import mistral from './mistral.ts';

const { parse } = mistral.capabilities;

// The same server and key, for those who look for the reader by its name.
export default profileOf(mistral, {
  id: 'mistral-ocr',
  name: 'Mistral OCR',
  docs: 'https://docs.mistral.ai/capabilities/document_ai',
  checked: '2026-11-23',
  capabilities: { parse },
  defaults: { parse: 'mistral-ocr-latest' },
});
