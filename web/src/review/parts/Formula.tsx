import katex from "katex";
import { useEffect, useRef, useState } from "react";

const LONGEST = 2_000; // a formula of 20,000 characters took a third of a second

/** LaTeX as MathML. Commands that link, load or style are inert, and what cannot be read is shown as it is written. */
export default function Formula({ source }: { source: string }) {
  const place = useRef<HTMLSpanElement>(null);
  const [isPlain, setPlain] = useState(source.length > LONGEST);
  useEffect(() => {
    if (!place.current || source.length > LONGEST) return;
    try {
      katex.render(source, place.current, { output: "mathml", trust: false, maxExpand: 200, strict: "ignore" });
    } catch {
      setPlain(true);
    }
  }, [source]);
  return isPlain ? `$${source}$` : <span ref={place} className="formula" />;
}
