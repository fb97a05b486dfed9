import { library } from '@hkmem/build-preset';

export default library();
