export { type LyapunovCase, lyapunovCase } from './energy/lyapunov.ts';
export { lyapunovEnergies } from './energy/lyapunov-energies.ts';
export { OscillatorsDivergedError } from './errors.ts';
export { type HostParameters, initialLayer, initialReadout, startTurns } from './layer/initialise.ts';
export {
  freeRecord,
  type LayerCotangents,
  type LayerGradients,
  type LayerInput,
  type LayerPass,
  type LayerRecord,
  layerVjp,
  type PassOptions,
  runLayer,
} from './layer/layer.ts';
export {
  type Connectivity,
  checkLayer,
  type LayerSpec,
  layerShapes,
  type Rotation,
  rotations,
  type StimulusNormalisation,
  stimulusNormalisations,
} from './layer/layer-spec.ts';
export { type LayerTensors, type LayerTensorsInput, layerTensors } from './layer/layer-tensors.ts';
export { checkParameters, type HostInput, type HostOutput, runOscillators } from './layer/run-oscillators.ts';
export { defaultBudget, describePlan, planStorage, type StoragePlan } from './layer/storage-plan.ts';
export type { Named } from './linear/gradients.ts';
export { initialSudoku } from './model/initialise.ts';
export { type SudokuInput, sudokuInput, sudokuTargets } from './model/sudoku-input.ts';
export { runSudoku, type SudokuModel, type SudokuPass, type SudokuRecord, sudokuVjp } from './model/sudoku-model.ts';
export { type SudokuMoment, sudokuMoments } from './model/sudoku-moments.ts';
export {
  type SudokuModelName,
  type SudokuSpec,
  sudokuDefaults,
  sudokuLayer,
  sudokuModels,
  sudokuReadout,
  sudokuShapes,
} from './model/sudoku-spec.ts';
export { float64Operations } from './operations/float64/float64-operations.ts';
export type { Float64Value } from './operations/float64/value.ts';
export type { Geometry, Operations, StepGradients, StepSettings, Value } from './operations/operations.ts';
export { withOperations } from './operations/operations-for.ts';
export { tensorOperations } from './operations/tensors/tensor-operations.ts';
export { type ReadoutSpec, readNorms, readNormsVjp, readoutShapes } from './readout/norm-readout.ts';
export { decodeShapes, encodeShapes, type ShapesCheckpoint } from './shapes/checkpoint.ts';
export { clusterPoints } from './shapes/cluster.ts';
export { type EvaluateShapesOptions, evaluateShapes, type ShapesEvaluation } from './shapes/evaluate.ts';
export { type GroupingLoss, groupingLoss } from './shapes/grouping-loss.ts';
export { drawScenes, type SceneOptions, type ShapeScenes } from './shapes/scene.ts';
export { adjustedRandIndex, foregroundAri, meanBestOverlap } from './shapes/scores.ts';
export {
  initialShapes,
  runShapes,
  type ShapesPass,
  type ShapesSpec,
  shapesLayer,
  shapesShapes,
  shapesVjp,
} from './shapes/shapes-model.ts';
export { ShapesTrainer, type ShapesTraining, type ShapesUpdate, shapesStart } from './shapes/trainer.ts';
export { startNoise } from './sudoku/batch.ts';
export {
  type Board,
  boardText,
  checkConsistent,
  checkSolution,
  givensOf,
  parseBoard,
  uniqueSolution,
} from './sudoku/board.ts';
export { decodeSudoku, encodeSudoku, loadSudokuWeights, type SudokuCheckpoint } from './sudoku/checkpoint.ts';
export { type BoardProblem, SudokuBoardError } from './sudoku/errors.ts';
export {
  type EvaluateSudokuOptions,
  evaluateSudoku,
  type SudokuEvaluation,
  type SudokuVote,
} from './sudoku/evaluate.ts';
export { type GenerateOptions, generateBoards, sparseBoards } from './sudoku/generate.ts';
export { type BadLine, type ReadOptions, readSudokuCsv, type SudokuFile } from './sudoku/read-csv.ts';
export { type SudokuHints, type SudokuTraining, sudokuTrainingDefaults } from './sudoku/settings.ts';
export { type SolveOptions, solveSudoku } from './sudoku/solver.ts';
export { type SudokuSet, selectBoards } from './sudoku/sudoku-set.ts';
export { randomSymmetry, type Symmetry, transform } from './sudoku/symmetry.ts';
export { type TrainSudokuOptions, trainSudoku } from './sudoku/train.ts';
export { type SudokuState, SudokuTrainer, type SudokuUpdate } from './sudoku/trainer.ts';
export { type HostState, type HostTrainingSettings, startOfTraining } from './training/host-training.ts';
export { AkornFixtureError } from './verify/errors.ts';
export {
  type AkornCase,
  isAkornFixture,
  type LayerCase,
  layerSpecOf,
  parseAkornFixtures,
  type SudokuCase,
} from './verify/fixture.ts';
export { akornTolerances, verifyAkornCase } from './verify/verify.ts';
