import { useEffect, useState } from "react";

import { useT } from "../i18n/context.tsx";

const PATIENCE = 100; // milliseconds

/** The shape of what is coming, once it has kept somebody waiting. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  const t = useT();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div className="block" aria-busy="true">
      <span className="vh" role="status">
        {t("Loading")}
      </span>
      {Array.from({ length: lines }, (_, n) => (
        <div key={n} className={n === lines - 1 ? "skeleton skeleton-short" : "skeleton"} />
      ))}
    </div>
  );
}
