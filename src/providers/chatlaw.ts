import { type AuthScheme, anyOf } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { wenxin } from '../wire/wenxin/wenxin.ts';

const keyPair = (...env: readonly string[]): AuthScheme => ({
  kind: 'client-credentials',
  style: 'baidu',
  tokenUrl: '{tokenUrl}',
  env,
});

export default defineProvider({
  id: 'chatlaw',
  name: 'ChatLaw (trial on Baidu Qianfan, Chinese law only)',
  docs: 'https://cloud.baidu.com/doc/WENXINWORKSHOP/s/Qlphtigbf',
  status: 'preview',
  checked: '2026-11-22',
  category: 'domain',
  country: 'CN',
  baseUrl: { global: 'https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop/chat' },
  // The second pair is what Baidu's own client calls them.
  auth: anyOf(keyPair('QIANFAN_ACCESS_KEY', 'QIANFAN_SECRET_KEY'), keyPair('QIANFAN_AK', 'QIANFAN_SK')),
  settings: { tokenUrl: { env: ['QIANFAN_TOKEN_URL'], default: 'https://aip.baidubce.com/oauth/2.0/token' } },
  capabilities: { chat: wenxin() },
  defaults: { chat: 'chatlaw' },
});
