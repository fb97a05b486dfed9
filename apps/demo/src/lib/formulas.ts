/**
 * Every formula of the page, as TeX. The build renders them, so that no reader's browser has to;
 * `\htmlClass{term-hopfield}{...}` and its like give a term of the energy its colour.
 */
export interface FormulaSource {
  readonly tex: string;
  /** On a line of its own. */
  readonly display?: true;
}

const hopfield = (tex: string): string => `\\htmlClass{term-hopfield}{${tex}}`;
const kuramoto = (tex: string): string => `\\htmlClass{term-kuramoto}{${tex}}`;
const coupling = (tex: string): string => `\\htmlClass{term-coupling}{${tex}}`;
const slope = (tex: string): FormulaSource => ({ tex: kuramoto(`\\varphi_e'(r) = ${tex}`) });

const sources = {
  energy: {
    tex: [
      `E \\;=\\; ${hopfield('\\underbrace{\\kappa_H E_H(x)}_{\\text{what is remembered}}')}`,
      `\\;+\\; ${kuramoto('\\underbrace{\\kappa_K E_K(s)}_{\\text{who agrees with whom}}')}`,
      `\\;+\\; ${coupling('\\underbrace{E_{HK}(x, s)}_{\\text{how one steers the other}}')}`,
    ].join(' '),
    display: true,
  },
  /** The same for a window too narrow for one line. */
  energyStacked: {
    tex: `\\begin{aligned} E \\;=\\;& ${hopfield('\\kappa_H E_H(x)')} && ${hopfield('\\text{what is remembered}')} \\\\ {}+\\;& ${kuramoto('\\kappa_K E_K(s)')} && ${kuramoto('\\text{who agrees with whom}')} \\\\ {}+\\;& ${coupling('E_{HK}(x, s)')} && ${coupling('\\text{how one steers the other}')} \\end{aligned}`,
    display: true,
  },
  x: { tex: 'x_i' },
  activity: { tex: 'g_i = \\max(x_i, 0)' },
  clip: { tex: 'g_i = \\min(\\max(x_i, 0), 1)' },
  hopfieldField: { tex: '\\dot{x} = W g - x + b', display: true },
  weights: { tex: 'W' },
  bias: { tex: 'b' },
  kappa: { tex: '\\kappa' },
  end: { tex: 't = 1' },
  hopfieldEnergy: {
    tex: hopfield('E_H = (x - b)^{\\top} g - \\tfrac12 \\textstyle\\sum_i g_i^2 - \\tfrac12\\, g^{\\top} W g'),
    display: true,
  },
  direction: { tex: 's_i' },
  overlap: { tex: 'r_e = s_i \\cdot s_j' },
  kuramotoEnergy: { tex: kuramoto('E_K = \\sum_e \\varphi_e(s_i \\cdot s_j)'), display: true },
  kuramotoField: {
    tex: "\\dot{s}_i = \\mathrm{Proj}_{s_i}\\Big(-\\sum_{e \\ni i} \\varphi_e'(r_e)\\, s_j\\Big) + \\Omega\\, s_i",
    display: true,
  },
  interaction: { tex: kuramoto('\\varphi_e') },
  projection: { tex: '\\mathrm{Proj}' },
  rotation: { tex: '\\Omega' },
  order: { tex: '\\lvert \\tfrac1N \\sum_i s_i \\rvert' },
  onset: { tex: 'K_c = 2 / (\\pi g(0))' },
  knownOrder: { tex: '\\sqrt{1 - K_c / K}' },
  kuramotoName: { tex: kuramoto('E_K') },
  linear: slope('A_e'),
  relu: slope('A_e + B_e \\max(r, 0)'),
  sigmoid: slope('A_e + \\frac{B_e}{1 + e^{-r}}'),
  tanh: slope('A_e + B_e \\tanh r'),
  pair: { tex: 'e = (i, j)' },
  couplingEnergy: { tex: coupling('E_{HK} = -\\sum_{e} w_e\\, (s_i \\cdot s_j)\\, g_i\\, g_j'), display: true },
  correction: {
    tex: `W_{ij} \\;\\longrightarrow\\; W_{ij} + ${coupling('w_e\\, (s_i \\cdot s_j)')}`,
    display: true,
  },
  couplingName: { tex: coupling('E_{HK}') },
  couplingWeight: { tex: 'w' },
  alpha: { tex: '\\alpha' },
  gram: { tex: 'w\\,S S^{\\top}' },
  settleStep: {
    tex: '\\begin{aligned} y &= J x + c \\qquad v_i = \\Omega\\, x_i + y_i - (x_i \\cdot y_i)\\, x_i \\\\[0.3em] x_i \\;&\\longleftarrow\\; (x_i + \\gamma\\, v_i) \\,/\\, \\lvert x_i + \\gamma\\, v_i \\rvert \\end{aligned}',
    display: true,
  },
  settleEnergy: { tex: '-\\sum_i x_i \\cdot y_i' },
  settleStimulus: { tex: 'c' },
  settleConnection: { tex: 'J' },
  loss: {
    tex: '\\mathcal{L} = \\Big\\langle \\textstyle\\sum_c (x_c(1) - y_c)^2 \\Big\\rangle \\qquad y_c = \\pm 1',
    display: true,
  },
} satisfies Record<string, FormulaSource>;

export type FormulaName = keyof typeof sources;
export const formulas: Readonly<Record<FormulaName, FormulaSource>> = sources;
