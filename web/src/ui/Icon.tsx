import type { ReactNode } from "react";

/** The drawings of all signs, in a box of 18 by 18. */
const DRAWINGS = {
  budget: <><circle cx="9" cy="9" r="6.5" /><path d="M11.5 6.2c-2.5-1.4-4.8.2-4.8 2.8s2.3 4.2 4.8 2.8M5.5 8.2h4M5.5 10h3.5" /></>,
  check: <path d="m3.5 9.5 4 4 7-9" />,
  checks: <path d="m2 9.5 3.5 4 5.5-8M9 12l1.5 1.5 5.5-8" />,
  copy: <path d="M6 6h9v9H6zM12 3H3v9" />,
  cross: <path d="m4.5 4.5 9 9m0-9-9 9" />,
  differ: <path d="M4 7h10M4 11h10M11.5 3.5l-5 11" />,
  down: <path d="m4.5 7 4.5 4.5L13.5 7" />,
  download: <path d="M9 2.5v9m-3.5-3.5L9 11.5 12.5 8M3 14.5h12" />,
  eye: <><path d="M1.5 9s2.7-4.8 7.5-4.8S16.5 9 16.5 9s-2.7 4.8-7.5 4.8S1.5 9 1.5 9z" /><path d="M3 15 15 3" /></>,
  fail: <><circle cx="9" cy="9" r="6.5" /><path d="m6.5 6.5 5 5m0-5-5 5" /></>,
  full: <path d="M3 7V3h4M11 3h4v4M15 11v4h-4M7 15H3v-4" />,
  help: <><circle cx="9" cy="9" r="6.5" /><path d="M7.2 7.2c.2-2 3.6-2 3.6 0 0 1.3-1.8 1.4-1.8 2.8M9 12.6v.1" /></>,
  later: <path d="M5 2.5h8v13l-4-3.5-4 3.5z" />,
  live: <><circle cx="9" cy="9" r="6.5" /><circle cx="9" cy="9" r="2.5" fill="currentColor" /></>,
  merge: <path d="M15 9h-4L8 5H3m8 4-3 4H3" />,
  minus: <path d="M4 9h10" />,
  next: <path d="m7 4 5 5-5 5" />,
  plus: <path d="M9 4v10M4 9h10" />,
  prev: <path d="m11 4-5 5 5 5" />,
  rotate: <path d="M14.5 9a5.5 5.5 0 1 1-1.8-4.1L15 7M15 3v4h-4" />,
  run: <path d="M3 14.5h12M5 11.5l7.5-8 2 2-8 7.5-2.5.5z" />,
  same: <path d="M4 7h10M4 11h10" />,
  search: <><circle cx="8" cy="8" r="4.5" /><path d="m11.5 11.5 4 4" /></>,
  split: <path d="M3 9h4l3-4h5M7 9l3 4h5" />,
  stop: <rect x="4" y="4" width="10" height="10" />,
  theme: <><circle cx="9" cy="9" r="6.5" /><path d="M9 2.5v13a6.5 6.5 0 0 0 0-13z" fill="currentColor" /></>,
  trash: <path d="M3.5 5h11M7 5V3h4v2M5 5l.7 10h6.6L13 5" />,
  undo: <path d="M6 4 2.5 7.5 6 11M3 7.5h7a4 4 0 0 1 0 8H7" />,
  wait: <circle cx="9" cy="9" r="6.5" strokeDasharray="2 2.5" />,
  warn: <path d="M9 2.5 16.5 15h-15zM9 7v4M9 13v.1" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof DRAWINGS;

/** A drawing that stands beside a word and says nothing of its own to a screen reader. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 18 18" aria-hidden="true">
      {DRAWINGS[name]}
    </svg>
  );
}
