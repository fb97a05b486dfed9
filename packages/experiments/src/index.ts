export {
  type BaseCell,
  type Cell,
  type CellIdentity,
  type EditCell,
  identifyCell,
  type ModelCell,
  neededCells,
  type SequenceCell,
  type ToldCell,
  type TuneCell,
  withoutContext,
} from './cells/cell.ts';
export type { CellCost, CellNumber, CellResult } from './cells/cell-result.ts';
export { cellSchema } from './cells/cell-schema.ts';
export { resultOfCell } from './cells/result-schema.ts';
export { apart, type SettingsApart } from './config/apart.ts';
export { checkBase, checkEdit, type SettingProblem } from './config/check-config.ts';
export { type DataSize, dataSize, dataSizes, imagesSize, neuronsOf } from './config/data-sizes.ts';
export { betaFromText, layersFromText, layersToText } from './config/layer-text.ts';
export { isSettings, layerSettings, mergeSettings, type Settings, settingAt, withSetting } from './config/merge.ts';
export {
  type ModelConfig,
  type ModelKind,
  type ModelOscillators,
  type ModelTask,
  modelKinds,
  modelTasks,
} from './config/model-settings.ts';
export {
  type ActivityName,
  activationOf,
  activityNames,
  couplingKindOf,
  interactionOf,
  nameOrFormula,
} from './config/named-laws.ts';
export { numberMeant } from './config/number-words.ts';
export type { RestConfig } from './config/rest-settings.ts';
export {
  kindOf,
  type LabelEdit,
  labelEdit,
  type Run,
  type RunConfig,
  type RunConfigs,
  type RunKind,
  readoutOf,
  runOf,
  seesPairs,
} from './config/run-config.ts';
export {
  baseSchema,
  beyondSchema,
  dataName,
  editRunSchema,
  editSchema,
  executionSchema,
  finerSchema,
  modelSchema,
  runSchemas,
  schemaOfKind,
  trainRunSchema,
  untrainedEditSchema,
  untrainedTuneSchema,
} from './config/schema.ts';
export {
  type BaseConfig,
  type BetaConfig,
  type BeyondEvaluation,
  type BiasConfig,
  type CouplingConfig,
  type DataName,
  dataNames,
  type EditConfig,
  type EvaluationConfig,
  type EvaluationSteps,
  type ExecutionConfig,
  type FinerEvaluation,
  type GraphConfig,
  type GraphName,
  graphNames,
  type ImagesName,
  imagesPattern,
  type LagrangianConfig,
  type LayerConfig,
  type MemoryConfig,
  type OptimiserConfig,
  type OscillatorConfig,
  type ScheduleName,
  scheduleNames,
  type TrainingConfig,
  type Untrained,
} from './config/settings.ts';
export { suggestion } from './config/suggest.ts';
export { memoryOf, thresholdOf, thresholdSpecOf } from './config/threshold-of.ts';
export { type TuneConfig, type TuneMethod, tuneMethods } from './config/tune-settings.ts';
export { usedGraph } from './config/used-graph.ts';
export { problemsOf, type SettingOrigins, validate, validateOver } from './config/validate.ts';
export { constructedProblem } from './construction/construct-edit.ts';
export { imagesName } from './data/images-name.ts';
export { type DataOptions, loadData } from './data/load-data.ts';
export {
  ConfigError,
  InputFileError,
  NotEditableError,
  UnknownOriginError,
  UnrememberedStartError,
} from './errors.ts';
export { canonicalJson, identify, type RunIdentity, sha256 } from './identity.ts';
export { type Agreement, agreementOf } from './judging/agreement.ts';
export { comparison } from './judging/comparison.ts';
export { type CorrectionNumbers, correctionNumbers } from './judging/correction-numbers.ts';
export type { OscillatorChange } from './judging/disturbed-oscillators.ts';
export {
  evaluateMemoryAtRest,
  type RestEvaluationChoice,
  type RestEvaluationJob,
  restEvaluationDefaults,
} from './judging/evaluate-at-rest.ts';
export {
  type EvaluationChoice,
  type EvaluationJob,
  evaluateMemory,
  evaluationFlow,
  type StoredEvaluation,
} from './judging/evaluate-memory.ts';
export { type JudgedMemory, judgeMemory, type MemoryJudge, type MemoryTask } from './judging/judge-memory.ts';
export { type RecalledImages, type RecallSettings, recallImages } from './judging/recall-images.ts';
export { joinAnswers } from './judging/told-answers.ts';
export { denseMemory } from './memory/dense-memory.ts';
export { disturbedStart } from './memory/disturbed-start.ts';
export { decodeMemory, encodeMemory, type Memory } from './memory/memory.ts';
export { continuedEdit } from './problems/continued-edit.ts';
export { graphsOf } from './problems/graphs.ts';
export { modelProblem } from './problems/model-problem.ts';
export { baseProblem, checkEditable, editProblem, type Problem } from './problems/problem.ts';
export type { TaskSource } from './problems/source.ts';
export { type ShownImages, startState } from './problems/start-state.ts';
export {
  type TaskOptions,
  type TaskSourceOptions,
  taskContexts,
  taskLabels,
  taskSource,
} from './problems/task-source.ts';
export { tuneProblem } from './problems/tune-problem.ts';
export { noProgress, type Progress, type ProgressItem, type ProgressTask } from './progress.ts';
export { glyphsRecipe } from './recipes/glyphs.ts';
export { quick } from './recipes/quick.ts';
export type { BaseRecipe, EditRecipe, Recipe } from './recipes/recipe.ts';
export { recipeOfLaws } from './recipes/recipe-of-laws.ts';
export { recipeFor } from './recipes/recipes.ts';
export { briefRestMemory, restCorrection, restEdit, restMemory, startOnly } from './recipes/rest.ts';
export { type ShapesConfig, shapesDefaults, shapesSchema, shapesSpec, shapesTraining } from './shapes/settings.ts';
export { type Effect, effectsOf, type Factor, studyFactors } from './study/effects.ts';
export { correctionsOf, mean, numberAt, numbersAt, resultsOf, type StudyOutcomes } from './study/outcomes.ts';
export { paperAccuracies } from './study/paper.ts';
export { type StudyProfile, studyOf, studyProfiles } from './study/profiles.ts';
export {
  distinctCells,
  type Study,
  type StudyCell,
  type StudyRow,
  type StudySection,
  selectCells,
  studyCells,
} from './study/study.ts';
export { type BoardUse, type SudokuTestName, sudokuBoards, sudokuTests } from './sudoku/boards.ts';
export { sudokuExecutionDefaults, sudokuRunDefaults } from './sudoku/defaults.ts';
export { checkSudoku, sudokuSpec, sudokuTraining } from './sudoku/problem.ts';
export { sudokuRunSchema, sudokuSchema } from './sudoku/schema.ts';
export type { FileBoards, MadeBoards, SudokuConfig, SudokuExecution } from './sudoku/settings.ts';
export { measurePace, type Pace, untrained } from './training/pace.ts';
export { checkpointOf, checkpointWith } from './training/problem-checkpoint.ts';
export { createTrainer } from './training/problem-trainer.ts';
export { type TrainMemoryOptions, trainMemory } from './training/train-memory.ts';
