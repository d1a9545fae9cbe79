#!/usr/bin/env node
// Writes the examples of docs/capacity.md anew, after a figure or a price has changed.
//
// usage: scripts/lib/capacity/examples.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputOf, planOf } from './plan.mjs';
import { tableOf } from './table.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const json = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const page = join(root, 'docs/capacity.md');
const printed = (words) => tableOf(planOf(inputOf(words.split(' ')).input, json('docs/benchmarks/figures.json'), json('terraform/examples/prices.json')));
const text = readFileSync(page, 'utf8').replace(/```\n\$ scripts\/capacity (.*)\n[\s\S]*?```/g, (_, words) => `\`\`\`\n$ scripts/capacity ${words}\n${printed(words)}\`\`\``);
writeFileSync(page, text);
