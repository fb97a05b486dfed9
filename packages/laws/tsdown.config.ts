import { library } from '@hkmem/build-preset';

export default library({ entry: ['src/index.ts', 'src/random.ts'] });
