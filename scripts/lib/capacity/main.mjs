// scripts/capacity: reads arguments and files, prints a plan as a table or as JSON. The arithmetic is in plan.mjs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, inputOf, planOf } from './plan.mjs';
import { tableOf } from './table.mjs';

function fileOf(path, what) {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new InputError(`${what} can't be read: ${path}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${what} is no JSON: ${path}: ${error.message}`);
  }
}

try {
  const [root, ...words] = process.argv.slice(2);
  const { input, files, json } = inputOf(words);
  const figures = fileOf(files.figures ?? join(root, 'docs/benchmarks/figures.json'), '--figures');
  const prices = fileOf(files.prices ?? join(root, 'terraform/examples/prices.json'), '--prices');
  const plan = planOf(input, figures, prices);
  process.stdout.write(json ? `${JSON.stringify(plan, null, 2)}\n` : tableOf(plan));
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`capacity: ${error.message} (see capacity --help)\n`);
  process.exitCode = 2;
}
