import { registerHooks } from 'node:module';
import { stripGuards } from './strip-guards.ts';

/** For `--import`: packages of this repository are loaded as they are built, without their guards. */
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!/\/packages\/[^/]+\/dist\/[^?]*\.js$/.test(url) || /\/packages\/errors\//.test(url)) return loaded;
    return { ...loaded, source: stripGuards(String(loaded.source), url) };
  },
});
