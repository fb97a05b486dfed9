import { library } from '@hkmem/build-preset';

// tfjs-core's gradients cannot be imported by plain Node, so they are bundled here, once; tfjs-core itself stays a peer.
export default library({
  entry: ['src/index.ts', 'src/tf.ts', 'src/conformance.ts'],
  deps: { alwaysBundle: [/^@tensorflow\/tfjs-core\/dist\//] },
});
