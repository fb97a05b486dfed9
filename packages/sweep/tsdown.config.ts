import { library } from '@hkmem/build-preset';

export default library({
  entry: {
    index: 'src/index.ts',
    queue: 'src/queue.ts',
    'cell-process-main': 'src/cell-process-main.ts',
    'trial-thread-main': 'src/trial-thread-main.ts',
  },
  platform: 'node',
});
