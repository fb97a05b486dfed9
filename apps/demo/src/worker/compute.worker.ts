import { expose, transfer } from 'comlink';
import { BackendHost } from './backend-host.ts';
import { checkAgreement, timeRecall } from './benchmark.ts';
import { ContextPictures } from './context-memory.ts';
import { EditTraining } from './edit-training.ts';
import { LawBench } from './law-bench.ts';
import type { LawRequest, LawView } from './law-protocol.ts';
import { Memories } from './memories.ts';
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
import { StoredPatterns } from './stored-patterns.ts';
import { Population } from './synchronise.ts';
import { Transition } from './transition.ts';
import type { TransitionFrame, TransitionRequest } from './transition-protocol.ts';

const host = new BackendHost();
const memories = new Memories(host);
const stored = new StoredPatterns(host);
const resting = new RestMemory(host);
const laws = new LawBench(host);
const pictures = new ContextPictures(host);
const population = new Population(host);
const transition = new Transition(host);
const training = new EditTraining(host);

/** What the page may ask of the worker. */
const compute = {
  async start(choice: BackendChoice): Promise<BackendStatus> {
    await training.beforeChange();
    return host.start(choice);
  },
  onBackendChange(listener: (status: BackendStatus) => void): void {
    host.onChange = listener;
  },
  loadBase: (address: string): Promise<MemoryFacts> => memories.loadBase(address),
  loadEdit: (base: string, address: string): Promise<EditFacts> => memories.loadEdit(base, address),
  recall: (request: RecallRequest, onFrame: (frame: RecallFrame) => void): Promise<RecallEnd> =>
    memories.recall(request, onFrame),
  loadRest: (address: string): Promise<RestFacts> => resting.load(address),
  settle: (request: SettleRequest, onFrame: (frame: RecallFrame) => void): Promise<SettleEnd> =>
    resting.settle(request, onFrame),
  landscape: (request: LandscapeRequest): Promise<Landscape | undefined> => resting.landscape(request),
  flip: (request: FlipRequest, onFrame: (frame: RecallFrame) => void): Promise<FlipEnd> =>
    pictures.flip(request, onFrame),
  showLaw: (request: LawRequest): Promise<LawView> => laws.show(request),
  storePatterns: (request: StoreRequest): StoreReport => stored.store(request),
  restorePattern: (request: RestoreRequest, onFrame: (frame: RecallFrame) => void): Promise<RestoreEnd> =>
    stored.restore(request, onFrame),
  async recallInContexts(request: BindRequest, onFrame: (frame: RecallFrame) => void): Promise<BindEnd> {
    const end = await memories.bind(request, onFrame);
    return transfer(
      end,
      end.bindings.map(({ correction }) => correction.buffer),
    );
  },
  spectrum: (context: number, count: number): Float64Array => memories.spectrum(context, count),
  runPopulation: (settings: SynchroniseSettings, onFrame: (frame: SynchroniseFrame) => void): Promise<void> =>
    population.run(settings, onFrame),
  holdNeuron: (neuron: number, direction?: readonly number[]): void => population.hold(neuron, direction),
  pausePopulation: (paused: boolean): void => population.pause(paused),
  runTransition: (request: TransitionRequest, onFrame: (frame: TransitionFrame) => void): Promise<void> =>
    transition.run(request, onFrame),
  stopTransition: (): void => transition.stop(),
  timeRecall: (request: TimingRequest): Promise<TimingReport> => timeRecall(host, request),
  checkAgreement: (address: string): Promise<AgreementReport> => checkAgreement(host, address),
  prepareTraining: (task: 'swap' | 'conflation', onBase: (report: BaseReport) => void): Promise<TrainingView> =>
    training.prepare(task, onBase),
  runTraining: (onUpdate: (report: TrainingReport) => void): Promise<TrainingView> => training.run(onUpdate),
  stepTraining: (onUpdate: (report: TrainingReport) => void): Promise<TrainingView> => training.step(onUpdate),
  pauseTraining: (): void => training.pause(),
  saveTraining: (): Promise<Uint8Array> => training.save(),
  loadTraining: (bytes: Uint8Array): Promise<TrainingView> => training.load(bytes),
  stopPopulation: (): void => population.stop(),
};

export type Compute = typeof compute;

expose(compute);
