export { type ConformanceCase, conformanceCases, randomGraph } from './conformance/cases.ts';
export { EnginePair, largestError } from './conformance/pair.ts';
export { type ConformanceOptions, conformance } from './conformance/suite.ts';
