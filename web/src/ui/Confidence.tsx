const STROKES = [0, 1, 2, 3, 4];

/** A confidence from 0 to 1: five strokes, and in words what is inside. */
export function Confidence({ value, children }: { value: number; children: string }) {
  const full = Math.round(value * STROKES.length);
  return (
    <span className="conf">
      <svg viewBox="0 0 24 12" aria-hidden="true">
        {STROKES.map((n) => (
          <rect key={n} className={n < full ? "on" : "off"} x={0.5 + 5 * n} y="0.5" width="3" height="11" />
        ))}
      </svg>
      {children}
    </span>
  );
}
