// Cells that share a barcode.
import {countText} from '../../text/number-text.ts';

/** Tables that are joined by barcode would give such cells each other's types. */
export function doubledBarcodes(cellIds: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const id of cellIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  const doubled = cellIds.filter(id => counts.get(id)! > 1);
  if (doubled.length === 0) return [];
  return [
    `${countText(doubled.length)} of ${countText(cellIds.length)} cells share their barcode with another (${doubled[0]}). Their rows are in the order of the file: join tables by row, not by barcode.`,
  ];
}
