/**
 * What users may rely on, one sentence each. A test cites the ones it proves with `verifies('id')`;
 * `test/unit/requirements.test.ts` fails for an id that no test cites.
 */
export const requirements = {
  'arrows.inward': 'Imports point inward: core knows nobody, nothing imports the server.',
  'secrets.unprintable': 'A key cannot be printed, whatever prints it.',
  'secrets.no-canary-in-output': 'A configured key never appears in a result, an error, a log line or a resource.',
  'artifacts.owner-only': 'An artifact exists for who made it, and for nobody else without a link of theirs.',
  'config.precedence': 'Command line wins over environment, environment over file, file over defaults.',
  'config.unknown-key': 'An unknown configuration key is an error that names the nearest known one.',
  'cli.exit-codes': 'The command line exits 0 for ok, 1 for a tool error and 2 for wrong usage.',
  'install.every-platform':
    'A client’s configuration is found where that client keeps it, on Linux, macOS and Windows.',
  'install.keeps-the-rest':
    'Writing this server into a client’s file keeps all else in it, comments too, and undoes without a trace.',
  'install.broken-file':
    'A client’s file that cannot be read or edited is left alone, with an error that says where and why.',
  'install.starts': 'What was written into a client’s file starts the server with nothing else in the environment.',
  'install.no-keys': 'Keys are written into a client’s file only when asked for, and never shown.',
  'bundle.runs': 'The bundle of a host such as Claude Desktop runs where nothing of ours is installed.',
  'bundle.engines': 'The bundle with engines speaks, embeds and reads pictures with no key and no network.',
  'output.copies': 'What tools make is also put into the output folder, readably named, and never over another file.',
  'state.shared': 'What one server writes into a shared state, all that share it see, and none overwrites another’s.',
  'keys.several': 'Of several keys of a provider, one that is limited or refused rests while another one goes on.',
  'cli.old-node': 'On an old Node the bin starts again on the checkout’s own, or says one sentence.',
  'jobs.deadline': 'A call that outlives the deadline is answered with its job, which goes on.',
  'jobs.reattach': 'The same request while a job runs is the same job, and is not paid twice.',
  'jobs.cancel': 'A job is cancelled at its provider once, and says what is still billed.',
  'jobs.another-process': 'What a process left is run to its end by another, begun once and polled by one at a time.',
  'jobs.unknown-outcome': 'Work of which nobody knows whether it was begun is not begun a second time.',
  'jobs.exactly-once': 'Jobs of a server that is killed at any moment end exactly once, and none is begun twice.',
  'policy.private': 'Under the policy private no connection leaves the machine, whatever the tool and its arguments.',
  'recordings.no-secrets': 'A recording holds no key, organisation, account or e-mail address.',
  'retrieval.keyless': 'Documents are indexed and found, by words and by meaning, with no key and no network.',
  'retrieval.citations':
    'An answer from documents quotes what stands in them, and says which of its sentences nothing bears out.',
  'retrieval.killed':
    'A process that is killed at any moment leaves a whole collection: nothing reported is missing, nothing deleted is found.',
  'retrieval.connector': 'ChatGPT’s connectors find and read documents by `search` and `fetch`, and see nothing else.',
  'retrieval.stores':
    'Whichever store has the vectors, nothing that was reported is lost and nothing deleted is found.',
  'domains.unsupported':
    'What a field’s answer claims and no source bears out is listed, and a quote that is not there is never verified.',
  'graph.connects': 'A graph that no model made finds evidence with which the question shares no word.',
  'graph.repairs': 'A graph equals one built afresh, however it came about, and keeps nothing of a deleted document.',
  'speech.keyless': 'A text is spoken with no key and no network.',
  'speech.cut-is-an-error': 'Speech that is cut off is an error, never a shorter file.',
  'pages.closed': 'A page for MCP Apps asks no network for anything and shows foreign text as text.',
  'tools.default-budget': 'The default tool list costs at most 4,000 tokens.',
  'tools.every-error-has-a-code': 'A tool error carries a code of the closed set, a sentence and a hint.',
} as const;

export type RequirementId = keyof typeof requirements;

/** Cites requirements. Their text becomes part of the test's name, so that a failure says what was promised. */
export const verifies = (...ids: readonly RequirementId[]): string => ids.map((id) => requirements[id]).join(' ');
