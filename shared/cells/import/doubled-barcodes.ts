// Cells that share a barcode.
import {countValues} from '../../stats/group-by.ts';
import {countText} from '../../text/number-text.ts';

/** Tables that are joined by barcode would give such cells each other's types. */
export function doubledBarcodes(cellIds: readonly string[]): string[] {
  const counts = countValues(cellIds);
  const doubled = cellIds.filter(id => counts.get(id)! > 1);
  if (doubled.length === 0) return [];
  return [
    `${countText(doubled.length)} of ${countText(cellIds.length)} cells share their barcode with another (${doubled[0]}). Their rows are in the order of the file: join tables by row, not by barcode.`,
  ];
}
