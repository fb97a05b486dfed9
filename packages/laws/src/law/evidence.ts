/** How a statement about a whole domain is known. */
export type Evidence = 'proved' | 'sampled';
