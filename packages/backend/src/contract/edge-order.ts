/**
 * The numbers of undirected edges in the order of their smaller ends, then of their larger ones, equal ones as they come;
 * [E]. Two sorts by counting, or none if they are in order: time and memory are linear in N + E.
 */
export function edgeOrder(neurons: number, sources: Int32Array, targets: Int32Array): Int32Array {
  const edges = sources.length;
  const order = new Int32Array(edges);
  for (let e = 0; e < edges; e++) order[e] = e;
  if (isOrdered(neurons, sources, targets)) return order;
  const larger = new Int32Array(edges);
  for (let e = 0; e < edges; e++) larger[e] = Math.max(sources[e]!, targets[e]!);
  const byLarger = sortedBy(larger, neurons, order);
  for (let e = 0; e < edges; e++) larger[e] = Math.min(sources[e]!, targets[e]!);
  return sortedBy(larger, neurons, byLarger);
}

function isOrdered(neurons: number, sources: Int32Array, targets: Int32Array): boolean {
  let before = -1;
  for (let e = 0; e < sources.length; e++) {
    const pair = Math.min(sources[e]!, targets[e]!) * neurons + Math.max(sources[e]!, targets[e]!);
    if (pair < before) return false;
    before = pair;
  }
  return true;
}

/** Items in the order of their keys, those of one key as they come. */
function sortedBy(keys: Int32Array, count: number, items: Int32Array): Int32Array {
  const places = new Int32Array(count + 1);
  for (let k = 0; k < keys.length; k++) places[keys[k]! + 1]!++;
  for (let key = 0; key < count; key++) places[key + 1]! += places[key]!;
  const sorted = new Int32Array(items.length);
  for (let k = 0; k < items.length; k++) {
    const item = items[k]!;
    const key = keys[item]!;
    sorted[places[key]!] = item;
    places[key]!++;
  }
  return sorted;
}
