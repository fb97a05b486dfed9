/** The 27 units: rows 0 to 8, columns 9 to 17, boxes 18 to 26. */
export const units = 27;

/** Row, column and box of a cell. */
export function cellUnits(cell: number): readonly [row: number, column: number, box: number] {
  const [row, column] = [Math.floor(cell / 9), cell % 9];
  return [row, 9 + column, 18 + 3 * Math.floor(row / 3) + Math.floor(column / 3)];
}

const cellsByUnit: readonly (readonly number[])[] = Array.from({ length: units }, (_, unit) =>
  Array.from({ length: 81 }, (_, cell) => cell).filter((cell) => cellUnits(cell).includes(unit)),
);

/** The nine cells of a unit. */
export function cellsOf(unit: number): readonly number[] {
  return cellsByUnit[unit]!;
}
