// Where a note stands: below the button that opens it, or above it where the window ends.

interface Box {
  left: number;
  top: number;
  bottom: number;
}

interface View {
  width: number;
  height: number;
  /** How far the page is scrolled. */
  scrollX: number;
  scrollY: number;
}

/** Widest note, and what stays free around it, in pixels. */
const [WIDEST, MARGIN, GAP] = [420, 12, 6];
/** A button lower than this share of the window has its note above it. */
const LOW = 0.6;

/** Offsets of an absolute place in the page, for its style. */
export function placeNote({left, top, bottom}: Box, view: View): Record<string, string> {
  const width = Math.min(WIDEST, view.width - 2 * MARGIN);
  const from = Math.max(MARGIN, Math.min(left, view.width - MARGIN - width));
  const below = {top: `${bottom + GAP + view.scrollY}px`, bottom: 'auto'};
  const above = {top: 'auto', bottom: `${view.height - top + GAP - view.scrollY}px`};
  return {
    ...{left: `${from + view.scrollX}px`, right: 'auto'},
    ...(top > LOW * view.height ? above : below),
  };
}
