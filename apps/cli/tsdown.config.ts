import { library } from '@hkmem/build-preset';

export default library({
  entry: ['src/main.ts'],
  platform: 'node',
  copy: [{ from: '../view/dist', to: 'dist', rename: 'view' }],
});
