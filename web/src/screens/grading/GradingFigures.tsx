import { useT } from "../../i18n/context.tsx";

interface GradingFiguresProps {
  done: number;
  running: number;
  waiting: number;
  failed: number;
  elapsed: number;
  /** null: it cannot be told. */
  remaining: number | null;
}

export function GradingFigures({ done, running, waiting, failed, elapsed, remaining }: GradingFiguresProps) {
  const t = useT();
  const figures: [string, string | number][] = [
    [t.pgettext("copies", "Graded"), done],
    [t.pgettext("copies", "Being graded"), running],
    [t.pgettext("copies", "Waiting"), waiting],
    [t.pgettext("copies", "Failed"), failed],
    [t("Elapsed"), elapsed ? t.duration(elapsed) : "–"],
    [t("Remaining, about"), remaining === null ? "–" : t.duration(remaining)],
  ];
  return (
    <dl className="figures sheet">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
