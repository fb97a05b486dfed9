import type { Named } from '../linear/gradients.ts';

/** J, with its parameters made ready for many steps. */
export interface Connection<V> {
  /** J x [R, C], and what its reverse pass needs besides x. */
  apply(x: V): { readonly y: V; readonly saved: Named<V> };
  /** Cotangent of x, plus another one where it is given, and gradients of J's parameters by name. */
  vjp(x: V, saved: Named<V>, cotangent: V, other?: V): { readonly x: V; readonly gradients: Named<V> };
}
