/**
 * A module's text as the body of an asynchronous function: its imports become calls of `given(name)`. Only what programs
 * of the page use is understood: named imports, and imports for their effects.
 */
export function withImports(program: string): string {
  return program.replace(
    /^import\s+(?:\{([^}]*)\}\s+from\s+)?'([^']+)';?/gm,
    (_all, names: string | undefined, name) => {
      const taken = names?.replace(/\btype\s+\w+\s*,?/g, '').replace(/(\w+)\s+as\s+(\w+)/g, '$1: $2');
      return `${taken === undefined ? '' : `const {${taken}} = `}await given('${name}');`;
    },
  );
}
