export { couplingEnergy, hopfieldEnergy, kuramotoEnergy, totalEnergy } from './energies.ts';
export { energyGradient, energyRate, projectedGradient, type StateDerivative } from './energy-gradient.ts';
export { type ActivityFacts, activityFacts, activityFactsOf } from './floor/activity-facts.ts';
export { energyFloor, floorOf } from './floor/certify.ts';
export { checkActivities } from './floor/check-activities.ts';
export {
  type DirectionCertificate,
  type EnergyFloor,
  type FloorCertificate,
  type UnknownCertificate,
  wayToAFloor,
} from './floor/energy-floor.ts';
export { type EnergyVerdict, energyVerdict } from './floor/energy-verdict.ts';
export { type Lagrangian, type LagrangianForm, lagrangianForm, lagrangianOf, lagrangians } from './lagrangian.ts';
export {
  type EnergyObservation,
  type EnergyRise,
  LyapunovMonitor,
  type MonitorOptions,
  summandsOf,
} from './lyapunov-monitor.ts';
export {
  type PairPotential,
  type PairPotentialForm,
  pairPotential,
  pairPotentialForm,
  pairPotentialForms,
} from './pair-potential.ts';
export { float64Parameters } from './parameters.ts';
export {
  type EigenvalueBounds,
  type ExtremeEigenvalueOptions,
  extremeEigenvalues,
  type SpectrumEnds,
  type SymmetricProduct,
} from './spectrum/extreme-eigenvalues.ts';
export { Lanczos, type Metric } from './spectrum/lanczos.ts';
export { type TridiagonalEigen, tridiagonalEigen } from './spectrum/tridiagonal.ts';
export { addScaled, innerProduct } from './spectrum/vectors.ts';
export { texNames } from './tex-names.ts';
export {
  type EnergyTermName,
  energyTermNames,
  energyTerms,
  type WeightedEnergies,
  weightEnergies,
} from './weighted-energies.ts';
