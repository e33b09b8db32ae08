import type { Box } from "../../wire/index.ts";

/** Return the same place on a page that is turned clockwise by a number of degrees. */
export function turnedBox({ x0, y0, x1, y1 }: Box, degrees: number): Box {
  switch (degrees) {
    case 90:
      return { x0: 1 - y1, y0: x0, x1: 1 - y0, y1: x1 };
    case 180:
      return { x0: 1 - x1, y0: 1 - y1, x1: 1 - x0, y1: 1 - y0 };
    case 270:
      return { x0: y0, y0: 1 - x1, x1: y1, y1: 1 - x0 };
    default:
      return { x0, y0, x1, y1 };
  }
}
