import { InputFileError } from '@hkmem/experiments';
import { isPair, isScalar, type Pair, parseDocument, visit, type YAMLError, type YAMLMap } from 'yaml';
import { messageOf } from '../error-facts.ts';

/**
 * What a text in YAML, of which JSON is a part, holds; undefined if nothing.
 * @throws {InputFileError} if it cannot be parsed, names a setting twice, or holds what reads as another value than was
 * meant: a decimal comma between braces, a tag that is not known, more than one document.
 */
export function parseSettings(text: string, path: string): unknown {
  const document = parseDocument(text);
  const [fault] = [...document.errors, ...document.warnings];
  if (fault !== undefined) throw new InputFileError(path, faultOf(fault, text), { cause: fault });
  visit(document, {
    Map: (_, map, ancestors) => {
      const problem = faultIn(map);
      if (problem === undefined) return;
      const place = [...ancestors.filter(isPair).map((pair) => nameOf(pair)), problem.name].join('.');
      throw new InputFileError(path, `${place}: ${problem.words}`);
    },
  });
  try {
    return document.toJS() ?? undefined;
  } catch (cause) {
    throw new InputFileError(path, `cannot be taken as settings: ${messageOf(cause)}.`, { cause });
  }
}

function faultOf({ code, message, pos, linePos }: YAMLError, text: string): string {
  const [start] = linePos ?? [];
  const place = start === undefined ? '' : ` (line ${start.line}, column ${start.col})`;
  const [word = ''] = /^["']?[^\s:"'{},[\]]+/.exec(text.slice(pos[0])) ?? [];
  switch (code) {
    case 'DUPLICATE_KEY':
      return `names '${word.replace(/^["']/, '')}' twice${place}; keep one of them.`;
    case 'MULTIPLE_DOCS':
      return `holds more than one document${place}; keep one, without the line '---'.`;
    case 'TAB_AS_INDENT':
      return `has a tab as indentation${place}; write spaces.`;
    case 'TAG_RESOLVE_FAILED':
      return `has a tag that is not known, '${word}'${place}; leave it out.`;
    default:
      // The parser calls itself for every level.
      if (/call stack/.test(message)) return 'is nested too deeply: no settings are. Check what wrote it.';
      return `is neither JSON nor YAML: ${message.trim()}`;
  }
}

/** What in a mapping is written in a way that YAML takes for something else. */
function faultIn(map: YAMLMap): { readonly name: string; readonly words: string } | undefined {
  for (const [n, pair] of map.items.entries()) {
    const { key, value } = pair;
    const name = nameOf(pair);
    if (!isScalar(key)) return { name, words: 'is no name of a setting; write a word.' };
    // The one name that objects do not take as a name.
    if (name === '__proto__') return { name, words: 'unknown setting; leave it out.' };
    const before = map.items[n - 1];
    if (map.flow !== true || before === undefined || !isWritten(before.value, /^[-+]?\d+$/)) continue;
    if (value === null && isWritten(key, /^\d+(e[-+]?\d+)?$/i)) {
      const [whole, fraction] = [before.value, key].map((part) => String(isScalar(part) ? part.source : ''));
      return { name: nameOf(before), words: `got ${whole},${fraction}: a decimal comma? Write ${whole}.${fraction}.` };
    }
  }
  return undefined;
}

function nameOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function isWritten(node: unknown, form: RegExp): boolean {
  return isScalar(node) && form.test(node.source ?? '');
}
