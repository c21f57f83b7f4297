import type { RecordedRequest } from '../upstream.ts';

/** What a vendor says at one step: its documented answer, with our own text in it. */
export type ParseStep = {
  readonly kind: 'upload' | 'start' | 'look' | 'result' | 'once' | 'extract';
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** What a look says while the work goes on. */
  readonly pending?: { readonly status?: number; readonly body: unknown };
};

const FIRST = '# Report\n\nThe total is 42 EUR.';
const TABLE = '| item | price |\n| --- | --- |\n| boat | 42 |';
const WHOLE = `${FIRST}\n\n${TABLE}`;
const FIELDS = { total: 42, currency: 'EUR' };

const EXTRACTION = {
  file_input: 'job-1',
  project_id: 'p',
  created_at: '2026-11-23T00:00:00Z',
  updated_at: '2026-11-23T00:00:00Z',
};

const STEPS: Readonly<Record<string, (request: RecordedRequest) => ParseStep>> = {
  'POST /v2/parse/jobs': () => ({ kind: 'start', status: 202, body: { job_id: 'job-1' } }),
  'GET /v2/parse/jobs/job-1': () => ({
    kind: 'look',
    pending: { body: { job_id: 'job-1', status: 'processing', progress: 0.5 } },
    body: {
      job_id: 'job-1',
      status: 'completed',
      progress: 1,
      result: {
        markdown: WHOLE,
        structure: {
          type: 'document',
          children: [
            { type: 'page', status: 'ok', grounding: { page: 1, range: { start: 0, end: FIRST.length } } },
            { type: 'page', status: 'ok', grounding: { page: 2, range: { start: FIRST.length, end: WHOLE.length } } },
          ],
        },
        metadata: { page_count: 2, model_version: 'dpt-3-pro-20260801', failed_pages: [] },
      },
    },
  }),
  'POST /v2/extract': () => ({
    kind: 'extract',
    body: { extraction: FIELDS, extraction_metadata: {}, markdown: WHOLE, metadata: { job_id: 'x', duration_ms: 5 } },
  }),
  'POST /upload': () => ({ kind: 'upload', body: { file_id: 'reducto://file-1' } }),
  'POST /extract': ({ text }) => ({
    kind: 'extract',
    body: { usage: { num_pages: 2, num_fields: 2 }, result: text.includes('jobid://job-1') ? [FIELDS] : [] },
  }),
  'POST /parse_async': () => ({ kind: 'start', body: { job_id: 'job-1' } }),
  'GET /job/job-1': () => ({
    kind: 'look',
    pending: { body: { status: 'Pending', progress: 0.5 } },
    body: {
      status: 'Completed',
      result: {
        job_id: 'job-1',
        duration: 2.5,
        usage: { num_pages: 2, credits: 2 },
        result: {
          type: 'full',
          chunks: [
            {
              content: WHOLE,
              embed: WHOLE,
              enriched: null,
              blocks: [
                { type: 'Text', content: FIRST, bbox: { left: 0, top: 0, width: 1, height: 1, page: 1 } },
                { type: 'Table', content: TABLE, bbox: { left: 0, top: 0, width: 1, height: 1, page: 2 } },
              ],
            },
          ],
        },
      },
    },
  }),
  'POST /api/v1/beta/files': () => ({ kind: 'upload', body: { id: 'file-1', name: 'document.pdf', project_id: 'p' } }),
  'POST /api/v2/parse': () => ({ kind: 'start', body: { id: 'job-1', project_id: 'p', status: 'PENDING' } }),
  'GET /api/v2/parse/job-1': () => ({
    kind: 'look',
    pending: { body: { job: { id: 'job-1', project_id: 'p', status: 'RUNNING' } } },
    body: {
      job: { id: 'job-1', project_id: 'p', status: 'COMPLETED' },
      markdown: {
        pages: [
          { page_number: 1, markdown: FIRST, success: true },
          { page_number: 2, markdown: TABLE, success: true },
        ],
      },
    },
  }),
  'POST /api/v2/extract': ({ text }) => ({
    kind: 'extract',
    body: {
      ...EXTRACTION,
      id: text.includes('"file_input":"job-1"') ? 'ext-1' : 'another',
      status: 'PENDING',
    },
  }),
  'GET /api/v2/extract/ext-1': () => ({
    kind: 'extract',
    pending: { body: { ...EXTRACTION, id: 'ext-1', status: 'RUNNING' } },
    body: {
      ...EXTRACTION,
      id: 'ext-1',
      status: 'COMPLETED',
      extract_result: FIELDS,
    },
  }),
  'POST /api/v2/whisper': () => ({
    kind: 'start',
    status: 202,
    body: { message: 'Whisper Job Accepted', status: 'processing', whisper_hash: 'hash|1' },
  }),
  'GET /api/v2/whisper-status': () => ({
    kind: 'look',
    pending: { body: { status: 'processing', message: '', detail: [] } },
    body: { status: 'processed', message: '', detail: [] },
  }),
  'GET /api/v2/whisper-retrieve': () => ({
    kind: 'once',
    body: { result_text: `${FIRST}\n<<<\f\n${TABLE}\n<<<\f`, confidence_metadata: [], line_metadata: [], metadata: {} },
  }),
  'POST /deployment/api/acme/invoices/': () => ({
    kind: 'start',
    body: {
      message: {
        execution_status: 'PENDING',
        status_api: '/deployment/api/acme/invoices/?execution_id=job-1',
        error: null,
        result: null,
      },
    },
  }),
  'GET /deployment/api/acme/invoices/': () => ({
    kind: 'look',
    pending: { status: 422, body: { status: 'EXECUTING', message: 'Workflow is executing' } },
    body: {
      status: 'COMPLETED',
      message: [
        {
          file: 'document.pdf',
          status: 'Success',
          result: { output: FIELDS, metadata: { source_name: 'document.pdf', extracted_text: WHOLE } },
          error: null,
        },
      ],
    },
  }),
  'POST /v1/ocr': ({ body }) => ({
    kind: 'start',
    body: {
      pages: [
        { index: 0, markdown: FIRST, images: [], dimensions: { dpi: 200, height: 2200, width: 1700 } },
        { index: 1, markdown: TABLE, images: [], dimensions: { dpi: 200, height: 2200, width: 1700 } },
      ],
      model: 'mistral-ocr-latest',
      document_annotation: JSON.stringify(body).includes('json_schema') ? JSON.stringify(FIELDS) : null,
      usage_info: { pages_processed: 2, doc_size_bytes: 3002 },
    },
  }),
  'POST /general/v0/general': () => ({
    kind: 'start',
    body: [
      { type: 'Title', element_id: 'a', text: 'Report', metadata: { page_number: 1, filetype: 'application/pdf' } },
      { type: 'NarrativeText', element_id: 'b', text: 'The total is 42 EUR.', metadata: { page_number: 1 } },
      {
        type: 'Table',
        element_id: 'c',
        text: 'item price boat 42',
        metadata: {
          page_number: 2,
          text_as_html: '<table><tr><th>item</th><th>price</th></tr><tr><td>boat</td><td>42</td></tr></table>',
        },
      },
    ],
  }),
  'POST /v2/parse': ({ text }) => ({
    kind: 'start',
    body: {
      success: true,
      data: {
        markdown: WHOLE,
        ...(text.includes('"schema"') && { json: FIELDS }),
        metadata: { title: 'Report', numPages: 2 },
      },
    },
  }),
  'POST /': () => ({
    kind: 'start',
    body: {
      code: 200,
      status: 20000,
      data: { title: 'Report', url: 'https://example.org/', content: WHOLE, usage: { tokens: 30 } },
    },
  }),
  'POST /documentintelligence/documentModels/prebuilt-layout:analyze': ({ headers }) => ({
    kind: 'start',
    status: 202,
    headers: {
      'operation-location': `http://${headers.host}/documentintelligence/documentModels/prebuilt-layout/analyzeResults/job-1?api-version=2024-11-30`,
    },
    body: undefined,
  }),
  'GET /documentintelligence/documentModels/prebuilt-layout/analyzeResults/job-1': () => ({
    kind: 'look',
    pending: { body: { status: 'running', createdDateTime: '2026-11-23T00:00:00Z' } },
    body: {
      status: 'succeeded',
      analyzeResult: {
        apiVersion: '2024-11-30',
        modelId: 'prebuilt-layout',
        stringIndexType: 'utf16CodeUnit',
        content: WHOLE,
        pages: [
          { pageNumber: 1, spans: [{ offset: 0, length: FIRST.length }] },
          { pageNumber: 2, spans: [{ offset: FIRST.length, length: WHOLE.length - FIRST.length }] },
        ],
        tables: [
          {
            rowCount: 2,
            columnCount: 2,
            boundingRegions: [{ pageNumber: 2, polygon: [1, 1, 2, 2] }],
            cells: [
              { rowIndex: 0, columnIndex: 0, content: 'item' },
              { rowIndex: 0, columnIndex: 1, content: 'price' },
              { rowIndex: 1, columnIndex: 0, content: 'boat' },
              { rowIndex: 1, columnIndex: 1, content: '42' },
            ],
          },
        ],
      },
    },
  }),
  'POST /v1/convert/file/async': () => ({
    kind: 'start',
    body: { task_id: 'job-1', task_type: 'convert', task_status: 'pending', task_position: 1 },
  }),
  'GET /v1/status/poll/job-1': () => ({
    kind: 'look',
    pending: { body: { task_id: 'job-1', task_status: 'started' } },
    body: { task_id: 'job-1', task_status: 'success' },
  }),
  'GET /v1/result/job-1': () => ({
    kind: 'result',
    body: {
      document: { filename: 'document.pdf', md_content: `${FIRST}\n\n<!-- page break -->\n\n${TABLE}` },
      status: 'success',
      errors: [],
      processing_time: 1.5,
    },
  }),
};

/** The step that a request asks for; `undefined` for one that no vendor has. */
export const parseStep = (request: RecordedRequest): ParseStep | undefined =>
  STEPS[`${request.method} ${decodeURIComponent(request.url.split('?')[0] ?? '')}`]?.(request);
