import { referenceText } from '@hkmem/fixtures';
import type { Plugin } from 'vite';

/** Where the site keeps the float64 reference values, relative to its root. */
export const referenceFile = 'reference.json';

/** Serves the reference values of the fixture check, and puts them into a build without their white space. */
export function referenceValues(): Plugin {
  const text = (): string => JSON.stringify(JSON.parse(referenceText()));
  return {
    name: 'reference-values',
    configureServer(server) {
      server.middlewares.use(`/${referenceFile}`, (_request, response) => {
        response.setHeader('Content-Type', 'application/json');
        response.end(text());
      });
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: referenceFile, source: text() });
    },
  };
}
