import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { byModel, thinkingType } from '../wire/openai-chat/spellings.ts';

// What https://www.xfyun.cn/doc/spark numbers in answers of HTTP 200.
const SPARK = {
  10013: 'content_filter',
  10014: 'content_filter',
  10019: 'content_filter',
  10907: 'invalid_request_error',
  11200: 'authentication_error',
  11201: 'rate_limit_error',
  11202: 'rate_limit_error',
  11203: 'rate_limit_error',
};

export default defineProvider({
  id: 'iflytek-spark',
  name: 'iFlytek Spark',
  docs: 'https://www.xfyun.cn/doc/spark/HTTP%E8%B0%83%E7%94%A8%E6%96%87%E6%A1%A3.html',
  status: 'ga',
  checked: '2026-10-08',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://spark-api-open.xf-yun.com/v1', x1: 'https://spark-api-open.xf-yun.com/v2' },
  auth: bearer('SPARK_API_PASSWORD', 'XFYUN_API_PASSWORD'),
  capabilities: {
    chat: openaiChat({ reasoning: byModel([[/x1/i, thinkingType()]]), structured: () => 'prompt', errorWords: SPARK }),
  },
  defaults: { chat: '4.0Ultra' },
  models: ['generalv3.5', 'lite', 'x1'],
});
