import type { Box } from "../wire/index.ts";

/** Widths of a picture in the shape of its page, in which everything over it is drawn. */
export const SIDE = 1_000;

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Return where a box lies on a page of so much height by width. */
export function scaled({ x0, y0, x1, y1 }: Box, ratio: number): Rectangle {
  const tall = SIDE * ratio;
  return { x: x0 * SIDE, y: y0 * tall, width: (x1 - x0) * SIDE, height: (y1 - y0) * tall };
}

/** Crop marks around a place on a page, with its label beside them; for an `<svg>` over the picture. */
export function CropMarks({ x, y, width, height, label }: Rectangle & { label: string }) {
  const [right, bottom, corner] = [x + width, y + height, Math.min(18, height / 2)];
  const tag = Math.max(46, label.length * 11 + 14);
  // Beside the place or, where the margin is too narrow, above it: never over what is framed.
  const isBeside = x - tag - 12 >= 4;
  const [left, top] = isBeside ? [x - tag - 12, y + 4] : [x, Math.max(0, y - 36)];
  return (
    <>
      <rect className="crop-wash" x={x} y={y} width={width} height={height} />
      <path
        className="crop"
        d={`M${x} ${y + corner}v-${corner}h${corner}M${right - corner} ${y}h${corner}v${corner}M${right} ${bottom - corner}v${corner}h-${corner}M${x + corner} ${bottom}h-${corner}v-${corner}`}
      />
      <rect className="crop-tag" x={left} y={top} width={tag} height="32" />
      <text className="crop-tag-text" x={left + 7} y={top + 23}>
        {label}
      </text>
    </>
  );
}
