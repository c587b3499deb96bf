// A table whose rows sort by their columns, open by Enter or a click, and are walked by the arrow keys.
import type {ComponentChildren} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {nextRow, type SortOrder, sortRows} from '../../state/sort-rows.ts';

/** Rows shown until more are asked for: fewer where each is a card. */
export function firstRows(): number {
  return matchMedia('(max-width: 720px)').matches ? 8 : 15;
}

export interface Column<Row> {
  /** Short name: of the column, and of the field where a narrow screen shows rows as cards. */
  title: string;
  /** What stands in the header in place of the title. */
  header?: ComponentChildren;
  cell: (row: Row) => ComponentChildren;
  /** Ascending is best first. */
  sortBy?: (row: Row) => number | string;
  /**
   * `number` is set to the right, `text` takes a line of its own on a narrow screen, each of `sets` a line on
   * a wide one; `head` heads the card that a narrow screen makes of a row.
   */
  kind?: 'number' | 'text sets' | 'head' | 'head number';
}

interface DataTableProps<Row> {
  /** What the table holds, for who cannot see it. */
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Name of a row, said by the button that opens it. */
  nameOf: (row: Row) => string;
  /** What an open row shows below it. */
  details: (row: Row) => ComponentChildren;
}

export function DataTable<Row>({
  label,
  columns,
  rows,
  keyOf,
  nameOf,
  details,
}: DataTableProps<Row>) {
  const [order, setOrder] = useState<SortOrder | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const table = useRef<HTMLTableElement>(null);
  useRowKeys(table, setActive);
  const sorted = order === null ? rows : sortRows(rows, columns[order.column].sortBy, order.isDown);
  const tabStop = Math.min(active, rows.length - 1);
  return (
    <table ref={table} class="data" aria-label={label}>
      <thead>
        <tr>
          <td class="opener" />
          {columns.map((column, i) => (
            <ColumnHead
              key={column.title}
              column={column}
              place={i}
              order={order}
              setOrder={setOrder}
            />
          ))}
        </tr>
      </thead>
      {sorted.map((row, i) => {
        const key = keyOf(row);
        const isOpen = opened === key;
        return (
          <tbody key={key} class={isOpen ? 'open' : undefined} data-key={key}>
            <tr>
              <td class="opener">
                <button
                  type="button"
                  class="row"
                  tabIndex={i === tabStop ? 0 : -1}
                  aria-expanded={isOpen}
                  onFocus={() => setActive(i)}
                  onClick={() => setOpened(isOpen ? null : key)}
                >
                  <span class="unseen">Details of {nameOf(row)}</span>
                </button>
              </td>
              {columns.map(({title, cell, kind}) => (
                <td key={title} class={kind} data-label={title}>
                  {cell(row)}
                </td>
              ))}
            </tr>
            {isOpen && (
              <tr class="details">
                <td colSpan={columns.length + 1}>{details(row)}</td>
              </tr>
            )}
          </tbody>
        );
      })}
    </table>
  );
}

interface ColumnHeadProps<Row> {
  column: Column<Row>;
  place: number;
  order: SortOrder | null;
  setOrder: (order: SortOrder | null) => void;
}

/** A first click sorts best first, a second the other way round, a third as the answer stands. */
function ColumnHead<Row>({column, place, order, setOrder}: ColumnHeadProps<Row>) {
  const {title, header, kind, sortBy} = column;
  const own = order?.column === place ? order : null;
  const sorted = own === null ? 'none' : own.isDown ? 'descending' : 'ascending';
  const next =
    own === null ? {column: place, isDown: false} : own.isDown ? null : {...own, isDown: true};
  return (
    <th scope="col" class={kind} aria-sort={sortBy && sorted}>
      {header ?? title}
      {sortBy && (
        <button
          type="button"
          class="sort"
          data-sorted={sorted}
          aria-label={`Sort by ${title}`}
          onClick={() => setOrder(next)}
        />
      )}
    </th>
  );
}

/** Arrow keys, Home and End walk from row to row. */
function useRowKeys(
  table: {current: HTMLTableElement | null},
  setActive: (row: number) => void,
): void {
  useEffect(() => {
    const element = table.current;
    const follow = (event: KeyboardEvent) => {
      const buttons = [...(element?.querySelectorAll<HTMLElement>('button.row') ?? [])];
      const next = nextRow(event.key, buttons.indexOf(event.target as HTMLElement), buttons.length);
      if (next === undefined) return;
      event.preventDefault();
      setActive(next);
      buttons[next].focus();
    };
    element?.addEventListener('keydown', follow);
    return () => element?.removeEventListener('keydown', follow);
  }, [table, setActive]);
}
