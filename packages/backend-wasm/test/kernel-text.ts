/** An AssemblyScript source with one kernel that copies each field of its block, in the order given, to `out`. */
export function kernelText(name: string, fields: readonly string[], copied: readonly string[] = fields): string {
  const block = `${name[0]!.toUpperCase()}${name.slice(1)}Block`;
  const copies = copied.map((field, k) => {
    const [field_, type] = field.split(': ');
    return `  store<${type}>(b.out + ${4 * k}, b.${field_});`;
  });
  return [
    '@unmanaged',
    `class ${block} {`,
    ...fields.map((field) => `  ${field};`),
    '}',
    `export function ${name}(block: usize, begin: i32, end: i32, thread: i32): void {`,
    `  const b = changetype<${block}>(block);`,
    ...copies,
    '}',
    '',
  ].join('\n');
}
