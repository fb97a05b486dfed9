import type { LyapunovMonitor } from '../lyapunov-monitor.ts';
import type { EnergyFloor } from './energy-floor.ts';

/** What may be said of a flow whose energies were watched, by what its system promises. */
export interface EnergyVerdict {
  /** Whether the system promises that its energy never rises. */
  readonly descends: boolean;
  /** Whether it promises that the flow comes to rest: the energy never rises and has a floor. */
  readonly rests: boolean;
  /** Whether the energies kept to what is promised: no rise beyond rounding and `tolerance`, none below the floor. */
  readonly kept: boolean;
  /** The verdict in a sentence or two. */
  readonly text: string;
}

/**
 * Judges a trace by the certificate of its system, so that 'never rises' and 'comes to rest' are said only of what has
 * them. `tolerance` is that of `LyapunovMonitor.holds`. Energies below the floor mean s off the sphere or wrong kernels.
 */
export function energyVerdict(
  monitor: Pick<LyapunovMonitor, 'trace' | 'holds' | 'scale' | 'allowance' | 'largestRise'>,
  certificate: EnergyFloor,
  tolerance = 0,
): EnergyVerdict {
  const { descends } = certificate;
  const rests = descends && certificate.kind === 'floor';
  const fell = monitor.holds(tolerance);
  const below = certificate.kind === 'floor' && isBelow(monitor, certificate.floor, tolerance);
  const looks = monitor.trace.length;
  const seen = fell
    ? `The energy did not rise in ${looks} looks`
    : `The energy rose by ${monitor.largestRise!.relative.toPrecision(3)} of its scale`;
  const promise = !descends
    ? 'nothing says that it may not'
    : fell
      ? 'as it must not'
      : 'which it must not: take more steps or a smaller tolerance';
  const floor = below ? ' It lies below its floor: put s on the sphere after every step.' : '';
  return {
    descends,
    rests,
    kept: (fell || !descends) && !below,
    text: `${seen}, ${promise}.${floor} ${certificate.text}`,
  };
}

function isBelow(
  { trace, scale, allowance }: Pick<LyapunovMonitor, 'trace' | 'scale' | 'allowance'>,
  floor: number,
  tolerance: number,
): boolean {
  const allowed = scale.map((size) => (allowance + tolerance) * Math.max(size, Math.abs(floor)));
  return trace.some(({ energies }) => energies.some((energy, b) => energy < floor - allowed[b]!));
}
