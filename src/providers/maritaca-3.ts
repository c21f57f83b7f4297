import { profileOf } from '../core/provider.ts';
import maritaca from './maritaca.ts';

// No model bears this name; what people mean by it is Sabiá-3, the generation before the one that maritaca answers with.
export default profileOf(maritaca, {
  id: 'maritaca-3',
  name: 'Maritaca-3 (Sabiá-3)',
  category: 'regional',
  country: 'BR',
  defaults: { chat: 'sabia-3' },
  models: ['sabia-3.1'],
  replacedBy: 'maritaca (sabia-4)',
});
