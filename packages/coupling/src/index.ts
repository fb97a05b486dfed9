export { type CouplingForm, couplingForm, couplingForms, couplingWeights } from './coupling-weights.ts';
export { effectiveWeights, weightCorrection } from './effective-weights.ts';
export { DisconnectedGraphError, EdgeListError } from './errors.ts';
export { complete } from './graph/complete.ts';
export { edgesFromCsv, edgesToCsv, graphFromEdges } from './graph/edge-list.ts';
export { type GridOptions, grid } from './graph/grid.ts';
export { degrees, isConnected } from './graph/measures.ts';
export { type RingOptions, ring } from './graph/ring.ts';
export { type WattsStrogatzOptions, wattsStrogatz } from './graph/watts-strogatz.ts';
export { type LowRankFactors, lowRankFactors, lowRankProduct } from './low-rank.ts';
export { coherenceMatrix, localOrder, orderParameter } from './order.ts';
export {
  type CorrectionSpectrum,
  correctionSpectrum,
  factorSingularValues,
  numericalRank,
  singularValues,
} from './spectrum.ts';
