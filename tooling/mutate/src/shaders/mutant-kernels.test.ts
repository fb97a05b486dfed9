import { expect, test } from 'vitest';
import { namesRead, usersOf } from './mutant-kernels.ts';

test('a file of kernels uses what it imports, however far', () => {
  const texts: Record<string, string> = {
    'k/a.ts': "import { b } from './b.ts';\nexport { d } from './d.ts';",
    'k/b.ts': "import {\n  c,\n} from './c.ts';",
    'k/c.ts': "import { x } from '../device/x.ts';",
    'k/d.ts': '',
  };
  const users = usersOf(Object.keys(texts), (file) => texts[file]!);
  expect([...users.get('k/a.ts')!].sort()).toEqual(['k/a.ts', 'k/b.ts', 'k/c.ts', 'k/d.ts']);
  expect([...users.get('k/c.ts')!]).toEqual(['k/c.ts']);
});

test('names that engines read of kernels, types left out', () => {
  const text =
    "import { productKernel, productTile } from '../kernels/product.ts';\nimport type { X } from '../kernels/x.ts';";
  expect(namesRead('src/', text)).toEqual([
    'src/kernels/product.ts productKernel',
    'src/kernels/product.ts productTile',
  ]);
});
