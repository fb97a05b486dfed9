import type { CheckedForm, CheckedLagrangian } from './checked-form.ts';

/** The laws of build/built-in-formulas.ts as they were checked: written by build/write-built-in.ts. */
export const builtInForms: {
  readonly lagrangians: Readonly<
    Record<'relu' | 'tanh' | 'sigmoid' | 'identity' | 'clip' | 'repu3', CheckedLagrangian>
  >;
  readonly interactions: Readonly<Record<'linear' | 'relu' | 'sigmoid' | 'tanh', CheckedForm>>;
  readonly couplings: Readonly<Record<'network' | 'additive' | 'multiplicative', CheckedForm>>;
  readonly losses: Readonly<Record<'squaredError' | 'hinge' | 'logistic', CheckedForm>>;
} = {
  lagrangians: {
    relu: {
      postfix: 'x relu 2 pow 2 div',
      parameters: [],
      identity: '7c88e98fd8bd076ef63143abd3f61c3f',
      facts: { convex: 'proved', range: [0, Number.POSITIVE_INFINITY], finite: 'proved' },
    },
    tanh: {
      postfix: 'x logcosh',
      parameters: [],
      identity: '0a72bc941aa590b125c48a65bdc797dd',
      facts: { convex: 'proved', range: [-1, 1], finite: 'proved' },
    },
    sigmoid: {
      postfix: 'x softplus',
      parameters: [],
      identity: 'd45fdff46b87b2865875e22c543df1a6',
      facts: { convex: 'proved', range: [0, 1], finite: 'proved' },
    },
    identity: {
      postfix: 'x 2 pow 2 div',
      parameters: [],
      identity: '0766a947b7e4069876dcf353a1ade73f',
      facts: { convex: 'proved', range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], finite: 'proved' },
    },
    clip: {
      postfix: 'x relu 2 pow x 1 sub relu 2 pow sub 2 div',
      parameters: [],
      identity: '9dc5b1c63dae2e65f904037e255c78f8',
      facts: { convex: 'proved', range: [0, 1], finite: 'proved' },
    },
    repu3: {
      postfix: 'x relu 3 pow 3 div',
      parameters: [],
      identity: 'd579ae09eec436ce98fa84c6bd9f444c',
      facts: { convex: 'proved', range: [0, Number.POSITIVE_INFINITY], finite: 'proved' },
    },
  },
  interactions: {
    linear: {
      postfix: 'A r mul',
      parameters: [{ name: 'A', per: 'edge', start: { deviation: 1, over: 'neighbours' }, decays: true }],
      identity: '371363a1056d5b96d6c0e01a6fceed69',
      facts: { finite: 'proved' },
    },
    relu: {
      postfix: 'A r mul B r relu 2 pow mul 2 div add',
      parameters: [
        { name: 'A', per: 'edge', start: { deviation: 1, over: 'neighbours' }, decays: true },
        { name: 'B', per: 'edge', start: { deviation: 1, over: 'neighbours' }, decays: true },
      ],
      identity: '7f14b71b1181af66948480036d65f14a',
      facts: { finite: 'proved' },
    },
    sigmoid: {
      postfix: 'A r mul B r softplus mul add',
      parameters: [
        { name: 'A', per: 'edge', start: { deviation: 1, over: 'neighbours' }, decays: true },
        { name: 'B', per: 'edge', start: { deviation: 1, over: 'neighbours' }, decays: true },
      ],
      identity: '211e28b7eef74ea1acf72513b9922c0f',
      facts: { finite: 'proved' },
    },
    tanh: {
      postfix: 'A r mul B r logcosh mul add',
      parameters: [
        { name: 'A', per: 'edge', start: { deviation: 1, over: 'neighbours' }, decays: true },
        { name: 'B', per: 'edge', start: { deviation: 1, over: 'neighbours' }, decays: true },
      ],
      identity: '79df046c9c7659fef03894285d96e5db',
      facts: { finite: 'proved' },
    },
  },
  couplings: {
    network: {
      postfix: 'weights gi mul gj mul r mul neg',
      parameters: [{ name: 'weights', per: 'edge', start: { deviation: 0.01 }, decays: true }],
      identity: 'd4f79f89230244c20ac9bbbb1d3355e7',
      facts: { finite: 'proved' },
    },
    additive: {
      postfix: 'alpha gi mul gj mul r mul neg',
      parameters: [{ name: 'alpha', per: 'one', start: 0.01, decays: false }],
      identity: '4285afa18e2a3a034e7de10675197920',
      facts: { finite: 'proved' },
    },
    multiplicative: {
      postfix: 'W alpha mul gi mul gj mul r mul neg',
      parameters: [
        { name: 'W', per: 'weight', start: { deviation: 1, over: 'neurons' }, decays: false },
        { name: 'alpha', per: 'one', start: 0.01, decays: false },
      ],
      identity: '6acdd0e8a42bfce8f116cbceb9933da6',
      facts: { finite: 'proved' },
    },
  },
  losses: {
    squaredError: {
      postfix: 'out y sub 2 pow',
      parameters: [],
      identity: '6edb1d3ee9447f460bb0877da916005a',
      facts: { finite: 'proved' },
    },
    hinge: {
      postfix: '1 out y mul sub relu',
      parameters: [],
      identity: '03d9a53967da641e340b719669650b3b',
      facts: { finite: 'proved' },
    },
    logistic: {
      postfix: 'out y mul neg softplus',
      parameters: [],
      identity: 'd021eaf9256aaa45f9c32f37cec45ceb',
      facts: { finite: 'proved' },
    },
  },
};
