/** Where the units of the image memory are: 784 pixels, then 100 hidden, then 10 classes. */
export const pixelUnits = 784;
export const hiddenUnits = 100;
export const classUnits = 10;
export const firstClass = pixelUnits + hiddenUnits;

/** A unit's name for people. */
export function unitName(unit: number): string {
  if (unit < pixelUnits) return `pixel ${Math.floor(unit / 28)}, ${unit % 28}`;
  return unit < firstClass ? `hidden ${unit - pixelUnits}` : `class ${unit - firstClass}`;
}

/** A unit's place in a picture 42 wide and 34 high: pixels left, hidden units right of them, classes below. */
export function unitPlace(unit: number): readonly [x: number, y: number] {
  if (unit < pixelUnits) return [unit % 28, Math.floor(unit / 28)];
  if (unit < firstClass) {
    const hidden = unit - pixelUnits;
    return [30.5 + 1.15 * (hidden % 10), 8.5 + 1.15 * Math.floor(hidden / 10)];
  }
  return [1.5 + 2.75 * (unit - firstClass), 31.2];
}
