import { library } from '@hkmem/build-preset';

export default library({
  entry: { index: 'src/index.ts', pictures: 'src/pictures/index.ts', folder: 'src/folder/index.ts' },
});
