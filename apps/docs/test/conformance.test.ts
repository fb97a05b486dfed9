import { readFileSync } from 'node:fs';
import { checkedEngine, RoundedEngine } from '@hkmem/backend';
import { type ConformanceOptions, conformance } from '@hkmem/backend/conformance';
import { blocksOf, guideFolder } from './blocks.ts';

/** The page on extending says that the backend it makes passes the suite with the options it gives: both are taken from there. */
const page = readFileSync(`${guideFolder}extending.md`, 'utf8');
const [, factory] = /^const rounded: BackendFactory = (\{\n[\s\S]*?\n\});$/m.exec(page)!;
const suite = blocksOf('js').find(({ page: name, text }) => name === 'extending.md' && text.includes('conformance('))!;
const [, options] = /^conformance\((\{.*\})\);$/m.exec(suite.text)!;

const rounded: unknown = new Function('checkedEngine', 'RoundedEngine', `return ${factory}`)(
  checkedEngine,
  RoundedEngine,
);
conformance(new Function('rounded', `return ${options}`)(rounded) as ConformanceOptions);
