declare module 'virtual:formulas' {
  /** What KaTeX made of every formula, as HTML with MathML. */
  const rendered: Readonly<Record<import('./lib/formulas.ts').FormulaName, string>>;
  export default rendered;
}
