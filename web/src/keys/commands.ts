/** What each key does in the review. By `event.key`, so that a key is what is printed on it, on every keyboard. */

export type KeyCommand =
  | { do: "take"; what: "A" | "B" | "C" | "maximum" | "zero" }
  | { do: "type"; text: string }
  | { do: "next" | "next_open" | "previous_answer" | "next_answer" | "previous_student" | "next_student" }
  | { do: "undo" | "set_aside" | "view" | "full_page" | "zoom_in" | "zoom_out" | "rotate" | "feedback" }
  | { do: "group" | "names" | "filter" | "complete" | "help" | "bank" }
  | { do: "comment"; number: number };

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  isComposing?: boolean;
}

const LETTERS: Readonly<Record<string, KeyCommand>> = {
  a: { do: "take", what: "A" },
  b: { do: "take", what: "B" },
  c: { do: "take", what: "C" },
  m: { do: "take", what: "maximum" },
  z: { do: "take", what: "zero" },
  u: { do: "undo" },
  s: { do: "set_aside" },
  n: { do: "next_open" },
  q: { do: "view" },
  f: { do: "full_page" },
  r: { do: "rotate" },
  t: { do: "feedback" },
  k: { do: "bank" },
  g: { do: "group" },
  h: { do: "names" },
  "+": { do: "zoom_in" },
  "-": { do: "zoom_out" },
  "/": { do: "filter" },
  "?": { do: "help" },
  enter: { do: "next" },
  arrowleft: { do: "previous_answer" },
  arrowright: { do: "next_answer" },
  arrowup: { do: "previous_student" },
  arrowdown: { do: "next_student" },
};

/**
 * Return what a pressed key asks for, or null.
 *
 * `isBankOpen`: K was pressed just before, and a digit chooses a comment.
 */
export function commandOf(pressed: Pressed, { isBankOpen = false } = {}): KeyCommand | null {
  const { key, ctrlKey, altKey, metaKey } = pressed;
  if (pressed.isComposing || altKey) return null;
  if (ctrlKey || metaKey) return key === "Enter" ? { do: "complete" } : null;
  // Shift is not asked for: on an AZERTY keyboard it makes the digits, on others "+" and "?".
  if (/^[0-9]$/.test(key))
    return isBankOpen && key !== "0" ? { do: "comment", number: Number(key) } : { do: "type", text: key };
  if (key === "," || key === ".") return { do: "type", text: key };
  return LETTERS[key.toLowerCase()] ?? null;
}

/** Whether keys belong to what has the focus: a field, an open dialog, or what Enter and arrows work by themselves. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.closest(
      "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true], dialog[open]",
    ) !== null
  );
}

/** Whether what has the focus does something itself when this key is pressed: Enter presses a button, arrows choose a radio. */
export function worksKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (key === "Enter") return target.closest("button, a[href], summary") !== null;
  return key.startsWith("Arrow") && target.closest("input[type=radio], [role=menu]") !== null;
}
