import { preset } from '@hkmem/vitest-preset';

// Inlined, fflate can be loaded anew, so that a test sees what memory it asks for.
export default preset({ server: { deps: { inline: ['fflate'] } } });
