/** Where two readings of the same answer part, word by word. */

export interface Piece {
  text: string;
  differs: boolean;
}

export interface Difference {
  first: Piece[];
  second: Piece[];
  /** How many words of the longer side have no counterpart. */
  count: number;
}

/** More words than this are compared from both ends alone: what is quadratic must not hold up the page. */
const MOST_COMPARED = 1_500;

export function differenceOf(first: string, second: string): Difference {
  const [a, b] = [wordsOf(first), wordsOf(second)];
  let start = 0;
  while (start < a.length && start < b.length && same(a[start]!, b[start]!)) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && same(a[a.length - 1 - end]!, b[b.length - 1 - end]!))
    end++;
  const middle = { a: a.slice(start, a.length - end), b: b.slice(start, b.length - end) };
  const isShort = middle.a.length <= MOST_COMPARED && middle.b.length <= MOST_COMPARED;
  const common = isShort ? commonIn(middle.a, middle.b) : { a: new Set<number>(), b: new Set<number>() };
  const differs = (words: string[], kept: Set<number>) =>
    words.map((_, index) => index >= start && index < words.length - end && !kept.has(index - start));
  const [inA, inB] = [differs(a, common.a), differs(b, common.b)];
  const count = (flags: boolean[]) => flags.filter(Boolean).length;
  return { first: piecesOf(a, inA), second: piecesOf(b, inB), count: Math.max(count(inA), count(inB)) };
}

/** Words with the space that follows them. A formula is one word: it is shown as a whole. */
function wordsOf(text: string): string[] {
  return text.match(/\$[^$]*\$\S*\s*|[^\s$]+\s*|\$\s*/g) ?? [];
}

function same(first: string, second: string): boolean {
  return first.trim() === second.trim();
}

/** Return the positions of a longest common subsequence in both. */
function commonIn(a: string[], b: string[]): { a: Set<number>; b: Set<number> } {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] = same(a[i]!, b[j]!)
        ? lengths[(i + 1) * width + j + 1]! + 1
        : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
  const found = { a: new Set<number>(), b: new Set<number>() };
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (same(a[i]!, b[j]!)) {
      found.a.add(i++);
      found.b.add(j++);
    } else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++;
    else j++;
  }
  return found;
}

function piecesOf(words: string[], differs: boolean[]): Piece[] {
  const pieces: Piece[] = [];
  words.forEach((word, index) => {
    const last = pieces.at(-1);
    if (last && last.differs === differs[index]) last.text += word;
    else pieces.push({ text: word, differs: differs[index] ?? false });
  });
  return pieces;
}
