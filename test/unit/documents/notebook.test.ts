import { describe, expect, it } from 'vitest';
import { parsed } from '../../support/office.ts';

const notebook = (cells: readonly unknown[], metadata: unknown = { language_info: { name: 'python' } }) =>
  parsed(JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }), 'a.ipynb');

describe('Jupyter notebooks', () => {
  it('read as their prose, their code and what it printed, without pictures', async () => {
    const { text, metadata } = await notebook([
      { cell_type: 'markdown', source: ['# Tides\n', 'Some prose.'] },
      {
        cell_type: 'code',
        source: ['import numpy as np\n', "print('high')"],
        outputs: [
          { output_type: 'stream', name: 'stdout', text: ['high\n'] },
          { output_type: 'display_data', data: { 'image/png': 'iVBORw0KGgo=', 'text/plain': ['<Figure>'] } },
          { output_type: 'error', ename: 'ValueError', evalue: 'too low', traceback: ['\u001b[31m'] },
        ],
      },
      { cell_type: 'code', source: '', outputs: [] },
    ]);
    expect(text).toBe(
      "# Tides\nSome prose.\n\n```python\nimport numpy as np\nprint('high')\n```\n\n```\nhigh\n```\n\n```\n<Figure>\n```\n\n```\nValueError: too low\n```",
    );
    expect(metadata).toEqual({ encoding: 'utf-8', title: 'Tides', language: 'python' });
  });

  it('are text where they are none of the present form', async () => {
    expect((await parsed('{"worksheets": []}', 'old.ipynb')).text).toBe('{"worksheets": []}');
    expect((await parsed('not JSON', 'a.ipynb')).text).toBe('not JSON');
  });
});
