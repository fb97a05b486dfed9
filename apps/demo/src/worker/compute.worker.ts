import { expose, transfer } from 'comlink';
import { BackendHost } from './backend-host.ts';
import type { CompareEnd, CompareRequest, EditAddresses, EditedFacts, LoraFacts } from './edits-protocol.ts';
import type { LawRequest, LawView } from './law-protocol.ts';
import { onceLoaded } from './once-loaded.ts';
import type {
  BoardFacts,
  BoardFrame,
  GroupEnd,
  GroupRequest,
  SettleBoardEnd,
  SettleBoardRequest,
  ShapesFacts,
  SudokuFacts,
} from './oscillator-protocol.ts';
import type {
  AgreementReport,
  BackendChoice,
  BackendStatus,
  BaseReport,
  BindEnd,
  BindRequest,
  EditFacts,
  MemoryFacts,
  RecallEnd,
  RecallFrame,
  RecallRequest,
  SynchroniseFrame,
  SynchroniseSettings,
  TimingReport,
  TimingRequest,
  TrainingReport,
  TrainingView,
} from './protocol.ts';
import { RestMemory } from './rest-memory.ts';
import type {
  FlipEnd,
  FlipRequest,
  Landscape,
  LandscapeRequest,
  RestFacts,
  SettleEnd,
  SettleRequest,
} from './rest-protocol.ts';
import type { RestoreEnd, RestoreRequest, StoreReport, StoreRequest } from './store-protocol.ts';
import type { TransitionFrame, TransitionRequest } from './transition-protocol.ts';

const host = new BackendHost();
// The first scene needs this one; what other scenes need is loaded when it is first asked for.
const resting = new RestMemory(host);
const memories = onceLoaded(async () => new (await import('./memories.ts')).Memories(host));
const stored = onceLoaded(async () => new (await import('./stored-patterns.ts')).StoredPatterns(host));
const laws = onceLoaded(async () => new (await import('./law-bench.ts')).LawBench(host));
const pictures = onceLoaded(async () => new (await import('./context-memory.ts')).ContextPictures(host));
const population = onceLoaded(async () => new (await import('./synchronise.ts')).Population(host));
const transition = onceLoaded(async () => new (await import('./transition.ts')).Transition(host));
const edits = onceLoaded(async () => new (await import('./edits-beside.ts')).EditsBeside(host));
const boards = onceLoaded(async () => new (await import('./sudoku-settling.ts')).SudokuSettling());
const shapes = onceLoaded(async () => new (await import('./shape-grouping.ts')).ShapeGrouping());
const training = onceLoaded(async () => new (await import('./edit-training.ts')).EditTraining(host));

/** What the page may ask of the worker. */
const compute = {
  async start(choice: BackendChoice): Promise<BackendStatus> {
    await (await training.loaded)?.beforeChange();
    return host.start(choice);
  },
  onBackendChange(listener: (status: BackendStatus) => void): void {
    host.onChange = listener;
  },
  fetchRest: (address: string): void => resting.fetch(address),
  loadRest: (address: string): Promise<RestFacts> => resting.load(address),
  settle: (request: SettleRequest, onFrame: (frame: RecallFrame) => void): Promise<SettleEnd> =>
    resting.settle(request, onFrame),
  landscape: (request: LandscapeRequest): Promise<Landscape | undefined> => resting.landscape(request),
  loadBase: async (address: string): Promise<MemoryFacts> => (await memories.get()).loadBase(address),
  loadEdit: async (base: string, address: string): Promise<EditFacts> => (await memories.get()).loadEdit(base, address),
  recall: async (request: RecallRequest, onFrame: (frame: RecallFrame) => void): Promise<RecallEnd> =>
    (await memories.get()).recall(request, onFrame),
  flip: async (request: FlipRequest, onFrame: (frame: RecallFrame) => void): Promise<FlipEnd> =>
    (await pictures.get()).flip(request, onFrame),
  showLaw: async (request: LawRequest): Promise<LawView> => (await laws.get()).show(request),
  storePatterns: async (request: StoreRequest): Promise<StoreReport> => (await stored.get()).store(request),
  restorePattern: async (request: RestoreRequest, onFrame: (frame: RecallFrame) => void): Promise<RestoreEnd> =>
    (await stored.get()).restore(request, onFrame),
  async recallInContexts(request: BindRequest, onFrame: (frame: RecallFrame) => void): Promise<BindEnd> {
    const end = await (await memories.get()).bind(request, onFrame);
    return transfer(
      end,
      end.bindings.map(({ correction }) => correction.buffer),
    );
  },
  loadLora: async (base: string, address: string): Promise<LoraFacts> => (await memories.get()).loadLora(base, address),
  answerByLora: async (pixels: Float32Array): Promise<number> => (await memories.get()).answerByLora(pixels),
  loadEdits: async (addresses: EditAddresses): Promise<EditedFacts> => (await edits.get()).load(addresses),
  compareEdits: async (request: CompareRequest): Promise<CompareEnd> => (await edits.get()).compare(request),
  spectrum: async (context: number, count: number): Promise<Float64Array> =>
    (await memories.get()).spectrum(context, count),
  runPopulation: async (settings: SynchroniseSettings, onFrame: (frame: SynchroniseFrame) => void): Promise<void> =>
    (await population.get()).run(settings, onFrame),
  holdNeuron: async (neuron: number, direction?: readonly number[]): Promise<void> =>
    (await population.get()).hold(neuron, direction),
  pausePopulation: async (paused: boolean): Promise<void> => (await population.get()).pause(paused),
  stopPopulation: async (): Promise<void> => (await population.get()).stop(),
  runTransition: async (request: TransitionRequest, onFrame: (frame: TransitionFrame) => void): Promise<void> =>
    (await transition.get()).run(request, onFrame),
  stopTransition: async (): Promise<void> => (await transition.get()).stop(),
  loadSudoku: async (address: string): Promise<SudokuFacts> => (await boards.get()).load(address),
  makeBoard: async (givens: number, seed: number): Promise<string> => (await boards.get()).make(givens, seed),
  lookAtBoard: async (board: string): Promise<BoardFacts> => (await boards.get()).look(board),
  settleBoard: async (request: SettleBoardRequest, onFrame: (frame: BoardFrame) => void): Promise<SettleBoardEnd> =>
    (await boards.get()).settle(request, onFrame),
  loadShapes: async (address: string): Promise<ShapesFacts> => (await shapes.get()).load(address),
  groupShapes: async (request: GroupRequest): Promise<GroupEnd | undefined> => (await shapes.get()).group(request),
  timeRecall: async (request: TimingRequest): Promise<TimingReport> =>
    (await import('./benchmark.ts')).timeRecall(host, request),
  checkAgreement: async (address: string): Promise<AgreementReport> =>
    (await import('./benchmark.ts')).checkAgreement(host, address),
  prepareTraining: async (task: 'swap' | 'conflation', onBase: (report: BaseReport) => void): Promise<TrainingView> =>
    (await training.get()).prepare(task, onBase),
  runTraining: async (onUpdate: (report: TrainingReport) => void): Promise<TrainingView> =>
    (await training.get()).run(onUpdate),
  stepTraining: async (onUpdate: (report: TrainingReport) => void): Promise<TrainingView> =>
    (await training.get()).step(onUpdate),
  pauseTraining: async (): Promise<void> => (await training.get()).pause(),
  saveTraining: async (): Promise<Uint8Array> => (await training.get()).save(),
  loadTraining: async (bytes: Uint8Array): Promise<TrainingView> => (await training.get()).load(bytes),
};

export type Compute = typeof compute;

expose(compute);
