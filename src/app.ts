import { join } from 'node:path';
import type { App } from './core/app.ts';
import { type Clock, systemClock } from './core/clock.ts';
import type { Config } from './core/config.ts';
import { ProviderError } from './core/errors.ts';
import { type Log, silentLog } from './core/log.ts';
import type { ProviderDefinition } from './core/provider.ts';
import { createResourceUpdates } from './core/resource-updates.ts';
import { statePlace } from './core/state-place.ts';
import type { HostStart } from './fork-voice-host.ts';
import { version } from './version.ts';

export type AppParts = {
  readonly config: Config;
  readonly log?: Log;
  readonly clock?: Clock;
  /** Who counts as one run for the budget of a session. A process that helps another counts as that one. */
  readonly run?: string;
  /** Where given, live sessions run in a process of their own, over the same configuration; else in this one. */
  readonly voiceProcess?: Pick<HostStart, 'settings' | 'isHttp'>;
};

/** A part that is built on first use, and only once. `close` closes it if it was ever built. */
function lazily<T>(build: () => Promise<T>) {
  let built: Promise<T> | undefined;
  return {
    get: (): Promise<T> => {
      built ??= build();
      // A failed build must not stick: what was missing may be there next time.
      built.catch(() => {
        built = undefined;
      });
      return built;
    },
    close: async (how: (part: T) => Promise<void> | void): Promise<void> => {
      const part = await built?.catch(() => undefined);
      if (part !== undefined) await how(part);
    },
  };
}

/** The composition root: the one place that knows every part. Nothing heavy is loaded before it is used. */
export function createApp({
  config,
  log = silentLog,
  clock = systemClock,
  run = clock.id(),
  voiceProcess,
}: AppParts): App {
  const sources = lazily(async () => {
    const { createSourceLoader } = await import('./http/source-loader.ts');
    return createSourceLoader({ config, egress: await egress.get(), artifacts: artifacts.get });
  });

  const bounds = lazily(async () => (await import('./http/boundary.ts')).boundaryOf(config.policy));

  const egress = lazily(async () => {
    const [{ createEgressGuard }, boundary] = await Promise.all([import('./http/egress.ts'), bounds.get()]);
    return createEgressGuard({ allowOrigins: config.egressAllow, boundary });
  });

  const state = lazily(async () => {
    const place = statePlace(config.stateUrl, config.home);
    if ('redis' in place) {
      const { openRedisState } = await import('./runtime/state-redis.ts');
      return openRedisState({ url: place.redis, clock, log });
    }
    const { openState } = await import('./runtime/state.ts');
    return openState({ home: config.home, clock, file: place.file });
  });

  /** Undefined where nothing is recorded or replayed, which is how a server usually runs. */
  const recording = lazily(async () => {
    if (config.record === undefined && config.replay === undefined) return undefined;
    const { createRecording } = await import('./http/recording/recording.ts');
    return createRecording({ config, log });
  });

  const endpoints = lazily(async () => {
    const [{ createEndpoint }, recorded, boundary] = await Promise.all([
      import('./http/endpoint.ts'),
      recording.get(),
      bounds.get(),
    ]);
    return (definition: ProviderDefinition) =>
      createEndpoint({
        definition,
        config,
        log,
        now: clock.now,
        boundary,
        transport: recorded?.transportFor(definition),
        ...recorded?.live,
      });
  });

  const catalogue = lazily(async () => {
    const [
      { createCatalogue },
      createEndpoint,
      { engines },
      { providers },
      { modelFacts },
      { byPreference },
      { wires },
    ] = await Promise.all([
      import('./runtime/catalogue.ts'),
      endpoints.get(),
      import('./local/index.generated.ts'),
      import('./providers/index.generated.ts'),
      import('./config/catalogue/index.generated.ts'),
      import('./config/preference.ts'),
      import('./wire/by-name.ts'),
    ]);
    return createCatalogue({
      config,
      clock,
      log,
      definitions: byPreference([...providers, ...engines]),
      modelFacts,
      wires,
      createEndpoint,
    });
  });

  const execute = lazily(async () => {
    const { createExecute } = await import('./runtime/execute.ts');
    return createExecute({
      config,
      clock,
      log,
      session: run,
      state: await state.get(),
      catalogue: await catalogue.get(),
      artifacts: artifacts.get,
      download: async (url, options) => (await egress.get()).download(url, options),
    });
  });

  const jobs = lazily(async () => {
    const { createJobs } = await import('./runtime/jobs.ts');
    return createJobs({ config, clock, log, state: state.get });
  });

  const continuations = lazily(async () => {
    const { createContinuations } = await import('./runtime/continuation.ts');
    return createContinuations({ home: config.home, clock });
  });

  const artifacts = lazily(async () => {
    const { createArtifacts } = await import('./runtime/artifacts.ts');
    return createArtifacts({ config, clock, state: await state.get() });
  });

  const documents = lazily(async () => {
    const { createDocumentParser } = await import('./documents/parser.ts');
    // The variable of tesseract itself.
    const system = config.variable('TESSDATA_PREFIX');
    const modelFolders = [join(config.home, 'tessdata'), ...(system === undefined ? [] : [system])];
    return createDocumentParser({ modelFolders });
  });

  const retrieval = lazily(async () => {
    const [{ createRetrieval }, { embedderOf }, { writerOf }, { createStores }, { storeSettings }] = await Promise.all([
      import('./rag/retrieval.ts'),
      import('./rag/embedder.ts'),
      import('./rag/writer.ts'),
      import('./stores/stores.ts'),
      import('./http/store-settings.ts'),
    ]);
    return createRetrieval({
      config,
      clock,
      log,
      documents: documents.get,
      sources: app.sources,
      embedder: embedderOf(app),
      writer: writerOf(app),
      reranker: async (request, model, call) => {
        const { result, receipt } = await app.run('rerank', request, { model }, call);
        return { ranked: result.ranked, receipt };
      },
      stores: createStores({
        home: config.home,
        clock,
        log,
        defaultStore: config.store,
        settings: storeSettings(config),
      }),
    });
  });

  const domains = lazily(async () => {
    const [{ createDomains }, { consultDocuments }, { embedderOf }] = await Promise.all([
      import('./domain/domains.ts'),
      import('./rag/scratch.ts'),
      import('./rag/embedder.ts'),
    ]);
    const parts = { config, clock, log, documents: documents.get, sources: app.sources, embedder: embedderOf(app) };
    return createDomains({
      app,
      retrieval: retrieval.get,
      consult: (request, call) => consultDocuments(parts, request, call),
    });
  });

  const updates = createResourceUpdates();

  const voice = lazily(async () => {
    if (voiceProcess !== undefined) {
      const [{ createRemoteSessions }, { voiceHostStarter }] = await Promise.all([
        import('./voice/remote-sessions.ts'),
        import('./fork-voice-host.ts'),
      ]);
      const start = voiceHostStarter({ ...voiceProcess, run });
      return createRemoteSessions({ clock, log, start, announce: updates.announce });
    }
    const [{ createVoiceSessions }, { openStreamDoor }, { randomBytes }, { voice: runner }] = await Promise.all([
      import('./voice/sessions.ts'),
      import('./voice/stream-door.ts'),
      import('node:crypto'),
      execute.get(),
    ]);
    const unguessable = (): string => randomBytes(18).toString('base64url');
    const live = createVoiceSessions({
      clock,
      log,
      id: unguessable,
      openRoute: runner.openRoute,
      token: runner.token,
      artifacts: artifacts.get,
      decode: async (media, options) => (await import('./audio/decode.ts')).decodeAudio(media, options),
      onSaid: (id, owner) => updates.announce(`llmkit://voice/${id}`, owner),
      limits: { sessions: config.voiceSessions, sessionsEach: config.voiceSessionsEach },
    });
    return openStreamDoor(live, { clock, ticket: unguessable });
  });

  const app: App = {
    version,
    config,
    clock,
    log,
    sources: {
      load: async (source, options) => (await sources.get()).load(source, options),
      expand: async (pattern) => (await sources.get()).expand(pattern),
    },
    run: async (capability, request, options, call) => (await execute.get()).run(capability, request, options, call),
    estimate: async (capability, request, options, call) =>
      (await execute.get()).estimate(capability, request, options, call),
    providers: async () => (await catalogue.get()).providers(),
    models: async () => (await catalogue.get()).models(),
    async probe(id, signal) {
      const definition = (await catalogue.get()).find(id);
      if (definition === undefined) throw new ProviderError('not_found', { message: `There is no provider ${id}.` });
      const createEndpoint = await endpoints.get();
      const answer = await createEndpoint(definition).send(definition.probe ?? '/models', undefined, { signal });
      await answer.json();
    },
    ledger: async (query, call) => (await execute.get()).ledger.list(query, call.principal.tenant),
    health: async () => (await execute.get()).health(),
    continuations: continuations.get,
    artifacts: artifacts.get,
    jobs: jobs.get,
    leave: () => jobs.close((part) => part.leave()),
    documents: documents.get,
    retrieval: retrieval.get,
    domains: domains.get,
    updates,
    voice: voice.get,
    hangUp: () => voice.close((part) => part.shutdown()),
    async close() {
      await app.hangUp();
      await jobs.close((part) => part.leave());
      await domains.close((part) => part.close());
      await retrieval.close((part) => part.close());
      await documents.close((part) => part.close());
      await state.close((part) => part.close());
      await catalogue.close(async () => {
        (await import('./http/socket-transport.ts')).closeSockets();
        await (await import('./http/transport.ts')).closeTransports();
      });
      await recording.close((part) => part?.settled());
    },
  };
  return app;
}
