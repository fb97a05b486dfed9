export { type AssemblyScriptFunction, assemblyScriptFunction } from './emit/assembly-script.ts';
export { type TexNames, texOf } from './emit/tex.ts';
export type { ModuleOptions } from './emit/wasm/module.ts';
export { type KernelFunction, kernelFunctions } from './emit/wasm/module.ts';
export { type PairLayout, pairLayout, pairModule } from './emit/wasm/pair-module.ts';
export { unitModule } from './emit/wasm/unit-module.ts';
export { type WgslFunction, type WgslHelper, wgslFunction, wgslHelpers, wgslNumber } from './emit/wgsl.ts';
export {
  ConvexityError,
  ExpressionSizeError,
  FormulaError,
  HkmemError,
  LawDomainError,
  LawError,
  LawFormatError,
  ParameterRoleError,
  UnknownSymbolError,
} from './errors.ts';
export { Arena, limits } from './expression/arena.ts';
export { type Term, terms } from './expression/builder.ts';
export { derivative } from './expression/derivative.ts';
export type { Expression, Node } from './expression/expression.ts';
export type { Interval } from './expression/interval.ts';
export type { BinaryName, ConditionalName, Operation, UnaryName } from './expression/operations.ts';
export { parse, type Symbols } from './expression/parse.ts';
export { textOf } from './expression/text.ts';
export { couplingLaws, interactionLaws, lagrangianLaws, lossLaws } from './law/built-in.ts';
export type { Evidence } from './law/evidence.ts';
export {
  type InverseTemperature,
  roleOfInverseTemperature,
  withInverseTemperature,
} from './law/inverse-temperature.ts';
export { type JoinedPairs, type JoinedParameter, joinPairs, type WeightedPair } from './law/joined-pairs.ts';
export { type Law, type LawJson, lawFromJson, lawToJson } from './law/json.ts';
export { type LagrangianBounds, lagrangianBounds } from './law/lagrangian-bounds.ts';
export { lagrangian } from './law/lagrangian-law.ts';
export type { LagrangianFacts, LagrangianLaw, LagrangianOptions } from './law/lagrangian-parts.ts';
export type { LawBase, LawKind } from './law/law.ts';
export { lawFromText, lawToText } from './law/law-text.ts';
export { lazyRecord } from './law/lazy-record.ts';
export { lossLaw } from './law/loss-law.ts';
export type { LossLaw } from './law/loss-parts.ts';
export { type PairBox, pairBounds } from './law/pair-bounds.ts';
export { couplingLaw, pairLaw } from './law/pair-law.ts';
export {
  cotangentNames,
  type PairAdjoint,
  type PairFacts,
  type PairLaw,
  type PairOptions,
  type PairParts,
} from './law/pair-parts.ts';
export { type PairWord, type PairWords, pairWords, wordCotangent } from './law/pair-words.ts';
export type { GivenRole, GivenRoles, LawParameter, ParameterRole, Per, Start } from './law/parameter.ts';
export { type ArrayFunction, arrayFunction, type Input, scalarFunction } from './program/closure.ts';
export type { Target } from './program/lower.ts';
export { flopsOf, leavesOf, type Program, programOf } from './program/program.ts';
