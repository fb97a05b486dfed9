import { type Named, named } from '../linear/gradients.ts';
import { applyLinear, linear, linearVjp } from '../linear/linear.ts';
import type { Geometry, Operations, Value } from '../operations/operations.ts';
import type { Connection } from './connection.ts';
import { turnNames } from './layer-spec.ts';

/** Attention: q, k, v by one product, turned by the matrices of each place (GTA), mixed, turned back, and a last product. */
export function attentionConnection<V extends Value>(
  operations: Operations<V>,
  parameters: Named<V>,
  geometry: Geometry,
  { heads, gta }: { readonly heads: number; readonly gta: boolean },
): Connection<V> {
  const incoming = linear(operations, parameters, 'connectivity.W_qkv');
  const outgoing = linear(operations, parameters, 'connectivity.W_o');
  const matrices = gta ? turnNames.map((name) => named(parameters, `connectivity.${name}`)) : [];
  const [before, after] = [matrices.slice(0, 3), matrices.slice(3)];
  return {
    apply: (x) => {
      const plain = applyLinear(operations, incoming, x);
      const qkv = gta ? operations.turn(plain, before, geometry, heads) : plain;
      const { mixed, weights } = operations.attention(qkv, geometry, heads);
      const result = gta ? operations.turn(mixed, after, geometry, heads) : mixed;
      const saved = { qkv, weights, result, ...(gta ? { plain, mixed } : {}) };
      return { y: applyLinear(operations, outgoing, result), saved };
    },
    vjp: (x, saved, cotangent, other) => {
      const [qkv, weights, result] = [saved['qkv']!, saved['weights']!, saved['result']!];
      const out = linearVjp(operations, outgoing, result, cotangent);
      const back = gta ? operations.turnVjp(saved['mixed']!, after, geometry, heads, out.x) : undefined;
      const mixing = operations.attentionVjp(qkv, weights, geometry, heads, back?.x ?? out.x);
      const start = gta ? operations.turnVjp(saved['plain']!, before, geometry, heads, mixing) : undefined;
      const { x: dx, gradients } = linearVjp(operations, incoming, x, start?.x ?? mixing, other);
      const turns = [...(start?.matrices ?? []), ...(back?.matrices ?? [])];
      const ofTurns = turns.map((slopes, n) => [`connectivity.${turnNames[n]}`, slopes] as const);
      return { x: dx, gradients: { ...gradients, ...out.gradients, ...Object.fromEntries(ofTurns) } };
    },
  };
}
