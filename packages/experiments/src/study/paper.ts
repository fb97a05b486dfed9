import type { EditTaskName } from '@hkmem/datasets';

/** Accuracies that Fanaskov and Oseledets (arXiv 2505.03648) report on MNIST, in per cent; text where a range is given. */
export const paperAccuracies: {
  readonly base: string;
  readonly edits: Readonly<Record<EditTaskName, { readonly unedited: string; readonly edited: string }>>;
} = {
  base: '97.2',
  edits: {
    swap: { unedited: '76.3', edited: 'up to 97.2' },
    conflation: { unedited: '-', edited: 'up to 97.2' },
    'associative-swap': { unedited: '-', edited: 'up to 93.6' },
    'associative-conflation': { unedited: '91.7', edited: 'up to 93.6' },
  },
};
