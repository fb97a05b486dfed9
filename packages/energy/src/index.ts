export { couplingEnergy, hopfieldEnergy, kuramotoEnergy, totalEnergy } from './energies.ts';
export { energyGradient, energyRate, projectedGradient, type StateDerivative } from './energy-gradient.ts';
export { type Lagrangian, lagrangians } from './lagrangian.ts';
export {
  type EnergyObservation,
  type EnergyRise,
  LyapunovMonitor,
  type MonitorOptions,
  summandsOf,
} from './lyapunov-monitor.ts';
export { type PairPotential, type PairPotentialForm, pairPotential, pairPotentialForms } from './pair-potential.ts';
export { float64Parameters } from './parameters.ts';
export {
  type EnergyTermName,
  energyTermNames,
  energyTerms,
  type WeightedEnergies,
  weightEnergies,
} from './weighted-energies.ts';
