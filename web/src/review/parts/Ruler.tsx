import { useId } from "react";

import { useT } from "../../i18n/context.tsx";
import { stopsOf } from "../model/ruler.ts";

interface RulerProps {
  maximum: number;
  /** Marks of graders by label; none while they are hidden. */
  given: readonly { label: string; points: number }[];
  mine: number | null;
  disabled?: boolean;
  onChoose: (points: number) => void;
}

/** Every mark that can be given, and who gave which. */
export function Ruler({ maximum, given, mine, disabled = false, onChoose }: RulerProps) {
  const t = useT();
  const name = useId();
  const stops = stopsOf(maximum, [...given.map((mark) => mark.points), ...(mine === null ? [] : [mine])]);
  return (
    <fieldset className="ruler" disabled={disabled}>
      <legend className="vh">{t("My mark, on the ruler")}</legend>
      <div className="ruler-stops">
        {stops.map((points) => {
          const who = given.filter((mark) => mark.points === points).map((mark) => mark.label);
          return (
            <label className="stop" key={points}>
              <input type="radio" name={name} checked={mine === points} onChange={() => onChoose(points)} />
              <span className="stop-who" aria-hidden="true">
                {who.map((label) => (
                  <b key={label}>{label}</b>
                ))}
              </span>
              <span className="stop-tick" />
              <span className="stop-num">{t.number(points)}</span>
              <span className="stop-key" aria-hidden="true">
                {points === 0 && <kbd>Z</kbd>}
                {points === maximum && points !== 0 && <kbd>M</kbd>}
              </span>
              {who.length > 0 && <span className="vh">, {t("mark of {who}", { who: who.join(", ") })}</span>}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
