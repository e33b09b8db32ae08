/** In which order answers are shown: what is to be decided first, otherwise shuffled, and always the same. */

/** A number that looks random and is the same for the same text (FNV-1a, then mixed). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Return items in an order that depends on `seed` and their ids alone: an alphabet or a stack of marks biases a grader. */
export function shuffled<T>(items: readonly T[], idOf: (item: T) => string, seed: string): T[] {
  const keyed = items.map((item) => ({ item, id: idOf(item), key: hashOf(`${seed}\u0000${idOf(item)}`) }));
  keyed.sort((a, b) => a.key - b.key || (a.id < b.id ? -1 : 1));
  return keyed.map(({ item }) => item);
}

/** Return the order of a question's copies when it is opened. What is decided after that stays in its place. */
export function reviewOrder(copyIds: readonly string[], isOpen: (copyId: string) => boolean, seed: string): string[] {
  const mixed = shuffled(copyIds, (id) => id, seed);
  return [...mixed.filter((id) => !isOpen(id)), ...mixed.filter(isOpen)];
}
