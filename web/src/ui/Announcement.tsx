import { useEffect, useRef, useState } from "react";

const PACE = 5_000; // milliseconds; whoever listens is not spoken to more often

/** Read aloud as it changes, at a pace that can be followed; what is seen stands elsewhere. */
export function Announcement({ children: text }: { children: string }) {
  const [said, setSaid] = useState(text);
  const at = useRef(0);
  useEffect(() => {
    if (text === said) return;
    const timer = setTimeout(
      () => {
        at.current = Date.now();
        setSaid(text);
      },
      Math.max(0, at.current + PACE - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [text, said]);
  return (
    <span className="vh" role="status">
      {said}
    </span>
  );
}
