import { useEffect, useRef, useState } from "react";

import { useT } from "../../i18n/context.tsx";
import type { Box, PageRef } from "../../wire/index.ts";
import { CropMarks, scaled, SIDE, type Rectangle } from "../../ui/CropMarks.tsx";
import { pictureOf } from "../data/copy.ts";
import { turnedBox } from "../model/turned.ts";

const ZOOMS = [50, 75, 100, 125, 150, 200, 300];

export interface View {
  zoom: number;
  turned: number;
}

export const FIRST_VIEW: View = { zoom: 100, turned: 0 };

export function zoomed(view: View, step: 1 | -1): View {
  const at = ZOOMS.findIndex((zoom) => zoom >= view.zoom);
  return { ...view, zoom: ZOOMS[Math.min(Math.max(at + step, 0), ZOOMS.length - 1)] ?? 100 };
}

export const turned = (view: View): View => ({ ...view, turned: (view.turned + 90) % 360 });

interface PageViewerProps {
  page: PageRef;
  alt: string;
  view: View;
  /** Where the answer stands, in shares of the page, with its label. */
  place?: { box: Box; label: string } | null;
  /** My mark, written beside the place. */
  mark?: string | null;
  isNameHidden: boolean;
}

/** A page on a desk, with the place that is spoken of in crop marks. */
export function PageViewer({ page, alt, view, place, mark, isNameHidden }: PageViewerProps) {
  const t = useT();
  const desk = useRef<HTMLDivElement>(null);
  const [upright, setUpright] = useState(0); // height by width of the page before it is turned here
  const isAcross = view.turned % 180 !== 0;
  const ratio = upright && isAcross ? 1 / upright : upright;
  const masks = isNameHidden ? (page.mask ?? []) : [];
  const src = pictureOf(page, { width: view.zoom > 200 ? 2400 : view.zoom > 125 ? 1600 : 1200, turned: view.turned });
  const isUpright = view.turned === 0;
  const top = place && isUpright && ratio ? place.box.y0 : null;
  useEffect(() => {
    const frame = desk.current;
    if (!frame || top === null) return;
    const middle = top * frame.scrollHeight;
    frame.scrollTop = middle > frame.clientHeight * 0.7 ? middle - frame.clientHeight / 2 : 0;
  }, [top, src]);
  return (
    <div className="viewer-desk" tabIndex={0} role="region" aria-label={t("Picture of the page")} ref={desk}>
      <div className="page" style={view.zoom === 100 ? undefined : { width: `${view.zoom}%`, maxWidth: "none" }}>
        <img
          key={src}
          src={src}
          alt={alt}
          width={SIDE}
          height={ratio ? Math.round(SIDE * ratio) : 1_414}
          // Where a name is to be covered is known once the picture is there.
          style={masks.length && !ratio ? { visibility: "hidden" } : undefined}
          onLoad={({ currentTarget: { naturalHeight: tall, naturalWidth: wide } }) =>
            setUpright(isAcross ? wide / tall : tall / wide)
          }
        />
        {ratio > 0 && (
          <svg viewBox={`0 0 ${SIDE} ${Math.round(SIDE * ratio)}`} aria-hidden="true">
            {masks.map((box, index) => (
              <NameMask key={index} {...scaled(turnedBox(box, view.turned), ratio)} text={t("Name hidden")} />
            ))}
            {place && isUpright && <Place {...scaled(place.box, ratio)} label={place.label} mark={mark ?? null} />}
          </svg>
        )}
      </div>
    </div>
  );
}

function NameMask({ text, ...at }: Rectangle & { text: string }) {
  const fits = at.width > 150 && at.height > 22;
  return (
    <>
      <rect className="name-mask" {...at} />
      {fits && (
        <text className="name-mask-text" x={at.x + 14} y={at.y + at.height / 2 + 7}>
          {text}
        </text>
      )}
    </>
  );
}

function Place({ label, mark, ...at }: Rectangle & { label: string; mark: string | null }) {
  const beside = Math.min(at.x + at.width + 42, SIDE - 40);
  const middle = at.y + at.height / 2;
  return (
    <>
      <CropMarks {...at} label={label} />
      {mark !== null && (
        <>
          <ellipse className="pen-ring" cx={beside} cy={middle} rx="34" ry="22" />
          <text className="pen-mark" x={beside} y={middle + 10} textAnchor="middle">
            {mark}
          </text>
        </>
      )}
    </>
  );
}
