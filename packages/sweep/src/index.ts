export { capacityTable, criticalTable, honeycombTable, loadFit } from './capacity/capacity-tables.ts';
export { runTrials, TrialFailedError, type TrialOptions } from './capacity/run-trials.ts';
export type { RunReporter } from './cells/cell-work.ts';
export { discardCell } from './cells/discard.ts';
export { type KeptCell, type KeptCellOptions, keptCell } from './cells/kept-cell.ts';
export { readCellResult, removeCellResult, resultFile } from './cells/result-file.ts';
export { runCell } from './cells/run-cell.ts';
export { messageOf } from './error-facts.ts';
export {
  DamagedCheckpointError,
  DamagedResultError,
  InterruptedError,
  NoParentError,
  NothingToResumeError,
  OtherImagesError,
  OtherRunError,
  PlaceError,
  RunFolderError,
  RunInUseError,
  TrainingDeviceError,
  UnwritableError,
} from './errors.ts';
export { TooManyCellsError } from './file/errors.ts';
export { expandSweep, usualLimit } from './file/expand.ts';
export { parseSweepFile, readSweepFile, type SweepFile, type SweepTaskName } from './file/sweep-file.ts';
export { fileFailure, outputFailure, systemFailure } from './files/file-failure.ts';
export { decodeText, readInput, readInputText } from './files/input-file.ts';
export { loadSettings } from './files/load-settings.ts';
export { parseSettings } from './files/parse-settings.ts';
export { readMemory } from './files/read-memory.ts';
export { type Content, describeTensor, type FileFormat, fileFormats } from './formats/content.ts';
export { type ReadOptions, readContent } from './formats/read-content.ts';
export { readTemplate, type SystemForm, type TemplateFile } from './formats/template-file.ts';
export { describeMachine, type Machine, machineLine } from './machine.ts';
export { planCells } from './pool/agenda.ts';
export { type PoolOptions, runCells } from './pool/local-pool.ts';
export { pause } from './pool/pause.ts';
export { planSweep, planTable, type SweepPlan } from './pool/plan-sweep.ts';
export type { RunningCell, SweepProgress } from './pool/pool-progress.ts';
export { type FinishedSweep, runSweep } from './pool/run-sweep.ts';
export { UnableError } from './process/cell-process.ts';
export type { CellProgram } from './process/program-file.ts';
export { serveCells } from './process/serve-cells.ts';
export { cellSettings, varyingPaths } from './results/cell-settings.ts';
export type { CellOutcome } from './results/outcome.ts';
export { sweepId } from './results/sweep-identity.ts';
export {
  resultsCsv,
  resultsJson,
  resultsTable,
  type SweepResults,
  type SweepRow,
  sweepResults,
} from './results/sweep-results.ts';
export { shortTable, writeSweep } from './results/write-results.ts';
export { makeFolder, writeAtomically } from './run-folder/atomic-write.ts';
export { type LogEntry, RunLog } from './run-folder/log.ts';
export { RunFolder, readConfig, runFiles } from './run-folder/run-folder.ts';
export { runBase } from './running/base-run.ts';
export { type BaseAnswers, evaluateBase, runEdit } from './running/edit-run.ts';
export { runModel } from './running/model-run.ts';
export type { FinishedRun, WithFolder } from './running/problem-run.ts';
export { type RestJudgement, type RestRun, runAtRest } from './running/rest-run.ts';
export { type RunSummary, type SummarisedRun, summarise, trainingSeconds } from './running/run-summary.ts';
export { findEvaluation } from './running/stored-evaluation.ts';
export { readRun, type StoredRun } from './running/stored-run.ts';
export type { RunPolicy, TrainedRun } from './running/train-run.ts';
export { trainedBase } from './running/trained-base.ts';
export { runTune } from './running/tune-run.ts';
export { loadNamed } from './session/load-named.ts';
export { registerBackends } from './session/register-backends.ts';
export { type Session, type SessionOptions, withSession } from './session/session.ts';
export { runShapesTraining, type ShapesRun } from './shapes/shapes-run.ts';
export { firstOfEach, type NamedPicture, signsOf } from './stored/named-pictures.ts';
export { recallStored, type StoredRecall } from './stored/recall-stored.ts';
export { isSure, type StoredScore, scoreStored, scoreTable } from './stored/score-stored.ts';
export {
  decodeStored,
  describeStored,
  encodeStored,
  isDense,
  type StoredImages,
  type StoredRuleName,
  storedRuleNames,
} from './stored/stored-images.ts';
export { type CellEstimate, estimateCell } from './study/estimate-cell.ts';
export { finishedStudy } from './study/finished-study.ts';
export { goalsTable } from './study/goals.ts';
export { type MemoryAtRest, memoryAtRest, restDamages, swapAtRest, trainAtRest } from './study/memory-at-rest.ts';
export { planStudy, type StudyPlan } from './study/plan-study.ts';
export {
  type EditedRow,
  type EditedTask,
  type RestEditOptions,
  runRestEdits,
  type SeededMemory,
} from './study/rest-edits.ts';
export {
  type RestMemories,
  type RestStudy,
  type RestStudyOptions,
  restJudgement,
  runRestStudy,
} from './study/rest-study.ts';
export { cellCsv } from './study/tables/cell-csv.ts';
export { correctionTable } from './study/tables/correction-table.ts';
export { editTable } from './study/tables/edit-table.ts';
export { restGoalTable } from './study/tables/rest-goals.ts';
export { damageTable } from './study/tables/rest-tables.ts';
export { sectionTable } from './study/tables/section-table.ts';
export { type SequenceStep, sequenceSteps, sequenceTable } from './study/tables/sequence-table.ts';
export { judgeSudoku, type SudokuQuestion, type SudokuScore, type SudokuTest } from './sudoku/judge-sudoku.ts';
export { readSudokuModel, type SudokuModelFile } from './sudoku/sudoku-model-file.ts';
export { runSudoku, type SudokuRun, type SudokuRunOptions } from './sudoku/sudoku-run.ts';
export {
  type JudgedSudoku,
  sudokuOfTheAuthors,
  sudokuTable,
  trainingTable,
} from './sudoku/sudoku-table.ts';
export { type BoardFile, boardsCsv, madeBoards, readBoards } from './sudoku/training-boards.ts';
export { formatDuration } from './tables/duration.ts';
export { percentOver, rangeText, spread } from './tables/ranges.ts';
export { csvTable, markdownTable, percent, plainTable, type Table } from './tables/table.ts';
export { version } from './version.ts';
export { type WasmFeature, wasmFeatures } from './wasm-features.ts';
