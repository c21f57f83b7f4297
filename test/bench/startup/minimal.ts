// Starts as our own command does: the compile cache first, everything else from a chunk that it can cover.
import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./minimal-server.ts');
