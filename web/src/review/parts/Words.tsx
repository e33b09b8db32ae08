import { lazy, Suspense } from "react";

// Without a network the formula is shown as it was written, and the review goes on.
const Formula = lazy(() => import("./Formula.tsx").catch(() => ({ default: AsWritten })));

function AsWritten({ source }: { source: string }) {
  return `$${source}$`;
}

/** A text of a student or a grader, with its formulas: never HTML, and in its own direction. */
export function Words({ text, lang, className }: { text: string; lang?: string | undefined; className?: string }) {
  return (
    <span dir="auto" lang={lang} className={className}>
      <WordsInline text={text} />
    </span>
  );
}

/** The same without an element of its own. */
export function WordsInline({ text }: { text: string }) {
  const parts = text.split(/(\$[^$]+\$)/);
  if (parts.length === 1) return text;
  return parts.map((part, index) =>
    index % 2 ? (
      <Suspense key={index} fallback={part}>
        <Formula source={part.slice(1, -1)} />
      </Suspense>
    ) : (
      part
    ),
  );
}
