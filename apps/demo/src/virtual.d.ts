declare module 'virtual:formulas' {
  /** What KaTeX made of every formula, as HTML with MathML. */
  const rendered: Readonly<Record<import('./lib/formulas.ts').FormulaName, string>>;
  export default rendered;
}

declare module 'virtual:law-formulas' {
  /** What KaTeX made of the laws that the page offers, and of their slopes, by their TeX. */
  const rendered: Readonly<Partial<Record<string, string>>>;
  export default rendered;
}
