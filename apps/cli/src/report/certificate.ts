import type { EnergyFloor } from '@hkmem/energy';

/** What a certificate says of a system's energy, as JSON; directions are left out, as they have an entry for each unit. */
export function certificateJson(certificate: EnergyFloor): object {
  const { kind, descends, spectrum, text } = certificate;
  const numbers =
    certificate.kind === 'floor'
      ? { floor: certificate.floor, parts: certificate.parts }
      : certificate.kind === 'direction'
        ? { rate: certificate.rate }
        : {};
  return { kind, ...numbers, descends, spectrum, text };
}
