import { library } from '@hkmem/build-preset';

// tfjs-core's gradients cannot be imported by plain Node, so they are bundled here, once; tfjs-core itself stays a peer.
export default library({
  entry: ['src/index.ts', 'src/tf.ts', 'src/conformance.ts'],
  // A map of the bundled gradients would be most of the tarball.
  sourcemap: false,
  deps: { alwaysBundle: [/^@tensorflow\/tfjs-core\/dist\//] },
});
