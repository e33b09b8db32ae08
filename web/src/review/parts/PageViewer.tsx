import { useEffect, useRef, useState } from "react";

import { useT } from "../../i18n/context.tsx";
import type { Box, PageRef } from "../../wire/index.ts";
import { pictureOf } from "../data/copy.ts";
import { turnedBox } from "../model/turned.ts";

/** Widths of the picture in the shape of a page; its height is not known before it is there. */
const SIDE = 1_000;
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

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

function scaled({ x0, y0, x1, y1 }: Box, ratio: number): Rectangle {
  const tall = SIDE * ratio;
  return { x: x0 * SIDE, y: y0 * tall, width: (x1 - x0) * SIDE, height: (y1 - y0) * tall };
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

function Place({ x, y, width, height, label, mark }: Rectangle & { label: string; mark: string | null }) {
  const [right, bottom, corner] = [x + width, y + height, Math.min(18, height / 2)];
  const tag = Math.max(46, label.length * 11 + 14);
  return (
    <>
      <rect className="crop-wash" x={x} y={y} width={width} height={height} />
      <path
        className="crop"
        d={`M${x} ${y + corner}v-${corner}h${corner}M${right - corner} ${y}h${corner}v${corner}M${right} ${bottom - corner}v${corner}h-${corner}M${x + corner} ${bottom}h-${corner}v-${corner}`}
      />
      <rect className="crop-tag" x={Math.max(4, x - tag - 12)} y={y + 4} width={tag} height="32" />
      <text className="crop-tag-text" x={Math.max(4, x - tag - 12) + 7} y={y + 27}>
        {label}
      </text>
      {mark !== null && (
        <>
          <ellipse className="pen-ring" cx={Math.min(right + 42, SIDE - 40)} cy={y + height / 2} rx="34" ry="22" />
          <text className="pen-mark" x={Math.min(right + 42, SIDE - 40)} y={y + height / 2 + 10} textAnchor="middle">
            {mark}
          </text>
        </>
      )}
    </>
  );
}
