import { run } from '../src/main.ts';

// The program from its sources, on the built packages.
await run();
