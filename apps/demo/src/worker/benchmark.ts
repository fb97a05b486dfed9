import { defaultTolerances, fixedSteps, flow, parseFixtures, rk4, verifyCase, Workspace } from '@hkmem/dynamics';
import type { BackendHost } from './backend-host.ts';
import { loadMemory } from './load-memory.ts';
import type { AgreementReport, TimingReport, TimingRequest } from './protocol.ts';

/** Runs are repeated until so many are done, or so much time has passed. */
const mostRuns = 7;
const enoughMilliseconds = 4000;

/** Times one recall of a batch of equal images on the base memory, from written state to read state, after one to warm up. */
export async function timeRecall(host: BackendHost, request: TimingRequest): Promise<TimingReport> {
  const { address, pixels, batch, steps, until } = request;
  const { spec, parameters } = await loadMemory(address);
  const engine = host.engine('timing', spec, (made) => {
    for (const path of made.shapes.keys()) made.writeParameter(path, parameters[path]!);
  });
  const workspace = new Workspace(engine, batch);
  const x = new Float32Array(batch * spec.neurons);
  for (let b = 0; b < batch; b++) x.set(pixels, b * spec.neurons);
  const milliseconds: number[] = [];
  try {
    const state = workspace.take();
    const options = { solver: rk4, control: fixedSteps(steps), until, renormalise: false };
    const begun = performance.now();
    for (let run = 0; run <= mostRuns; run++) {
      const before = performance.now();
      engine.writeState(state, { x });
      await flow(workspace, state, options);
      await engine.readState(state);
      if (run > 0) milliseconds.push(performance.now() - before);
      if (run > 0 && performance.now() - begun > enoughMilliseconds) break;
    }
  } finally {
    workspace.dispose();
  }
  const { description, name } = host.backend;
  return { name, description, precision: engine.precision, milliseconds };
}

/** Runs the fixture check on the backend in use: every case of the reference file against float64 values. */
export async function checkAgreement(host: BackendHost, address: string): Promise<AgreementReport> {
  const cases = parseFixtures(await (await fetch(address)).text());
  const { backend } = host;
  const reports = [];
  for (const fixture of cases) reports.push(await verifyCase(backend, fixture));
  const engine = backend.createEngine(cases[0]!.spec);
  const { values } = defaultTolerances(backend, engine);
  engine.dispose();
  const checks = reports.flatMap((report) => report.checks.map((check) => ({ ...check, in: report.name })));
  const worst = checks.reduce((a, b) => (a.largestRelative / a.allowed > b.largestRelative / b.allowed ? a : b));
  return {
    name: backend.name,
    cases: reports.length,
    passed: reports.filter((report) => report.passed).length,
    checks: checks.length,
    allowed: values,
    largest: Math.max(
      ...checks.filter((check) => !check.quantity.startsWith('gradient')).map((check) => check.largestRelative),
    ),
    worst: `${worst.quantity} of ${worst.in}`,
  };
}
