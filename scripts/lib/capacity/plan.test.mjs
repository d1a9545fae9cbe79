// Runs in the unit tier: node --test.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { InputError, inputOf, planOf } from './plan.mjs';
import { tableOf } from './table.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const figures = read('docs/benchmarks/figures.json');
const prices = read('terraform/examples/prices.json');
const plan = (...words) => planOf(inputOf(words).input, figures, prices);
const planWith = (figure, value, ...words) => planOf(inputOf(words).input, { ...figures, [figure]: { ...figures[figure], value } }, prices);
const command = (...words) => spawnSync(join(root, 'scripts/capacity'), words, { encoding: 'utf8' });

/** A plan of round figures, so that a person can follow it. */
function roundPlan(...words) {
  const round = {
    edge_cpu_us_per_click: 40, forwarder_events_per_second: 50_000, redis_cpu_us_per_click: 40, event_bytes: 1024, batch_bytes_per_click: 100,
    row_bytes_per_click: 100, click_source_id_bytes: 100, fold_us_per_delta: 10, deltas_per_click: 10, ingest_clicks_per_second: 20_000, ingest_cores: 2,
    ingest_warehouse_share: 0.5, report_cores: 2, federation_bytes_per_second: 36e6, centre_queue_bytes: 2 ** 30, postgres_node_tib: 16,
    database_memory_share: 0.001, use_at_peak: 0.5, aof_growth: 2,
  };
  const asFile = Object.fromEntries(Object.entries(round).map(([name, value]) => [name, { value, kind: 'set' }]));
  // As many bytes of cubes as of rows, whatever the number of clicks.
  for (const [name, clicks] of [['cubes_bytes_at_few_clicks', 100], ['cubes_bytes_at_many_clicks', 10_000]]) asFile[name] = { value: 100, clicks_per_day: clicks, kind: 'set' };
  return planOf(inputOf(words).input, asFile, prices);
}

test('a hand-computed plan: 86.4 million clicks a day are 1,000 a second', () => {
  const { load, sizes } = roundPlan('--clicks-per-day', '86_400_000', '--regions', '2', '--retention', '100', '--click-ids', '0', '--largest', '0.5');
  assert.equal(load.meanPerSecond, 1_000);
  assert.equal(load.peakPerSecond, 3_000);
  assert.equal(load.regionPeakPerSecond, 1_500);
  // 40 + 20 + 40 us a click: 10,000 clicks/s of a core, 5,000 at half use, 10,000 on two. One carries it, one more may fail.
  assert.equal(sizes.unit.cpuUsPerClick, 100);
  assert.equal(sizes.unit.clicksPerSecond, 10_000);
  assert.equal(sizes.unit.count, 2);
  // 500/s x 12 h x 1 KiB = 20.6 GiB on one unit, twice for the rewritten file, 10 more.
  assert.equal(sizes.unit.diskGib, 42 + 10);
  // 500/s x 12 h x 100 B = 2.01 GiB, twice.
  assert.equal(sizes.regionBroker.diskGib, 20);
  // 86.4 M x 100 days x 100 B rows and as much of cubes = 1,609.3 GiB.
  assert.equal(sizes.postgres.totalGib, 1_610);
  assert.equal(sizes.postgres.kind, 'Postgres');
  // 3,000/s of 10,000/s by two cores = 0.6 cores, half of them Postgres' own; 3,000/s x 10 deltas x 10 us at half use = 0.6;
  // and 2 for reports: four cores.
  assert.equal(sizes.postgres.type, 'db.m7g.xlarge');
  assert.equal(sizes.warehouse.count, 2);
  // Two regions' GiB of queue at 100 kB/s.
  assert.equal(Math.round(sizes.centreBroker.holdMinutes), Math.round((2 * 2 ** 30) / 100_000 / 60));
  assert.equal(Math.round(sizes.network.toCentreGbPerMonth), Math.round((86.4e6 * 30.4 * 120) / 1e9));
});

test('a hand-computed region: two units carry 15,000 a second, and one more may fail; two of twice the size cost more', () => {
  const { load, sizes } = roundPlan('--clicks-per-day', '432_000_000', '--regions', '1');
  assert.equal(load.regionPeakPerSecond, 15_000);
  assert.deepEqual([sizes.unit.count, sizes.unit.type], [3, 'c7i.large']);
  // 15,000/s of 10,000/s by two cores = 3 cores, half of them the warehouse's: one task of two cores, and one more.
  assert.equal(sizes.warehouse.count, 2);
});

test('a hand-computed cluster: size and rate each ask for nodes, the greater number counts', () => {
  const bySize = roundPlan('--clicks-per-day', '864_000_000', '--regions', '4', '--retention', '400', '--click-ids', '1', '--peak', '1');
  // 864 M x 400 x 300 B = 94.3 TiB: six nodes of 16 TiB at least; the rate, 10,000/s, is carried by one. Six need a little
  // more than 16 GiB of memory each, so 8 cores; seven do with 4, which is cheaper.
  assert.equal(bySize.sizes.postgres.nodes, 7);
  assert.equal(bySize.sizes.postgres.type, 'db.m7g.xlarge');
  assert.equal(bySize.sizes.postgres.reason, 'its size');
  assert.equal(bySize.sizes.postgres.kind, 'Citus');
  assert.equal(bySize.sizes.postgres.coordinators, 1);
  // Six times 10,000/s, and 10,000/s is what one takes: six at least. They share 6 cores to store and 12 to fold, and each has
  // 2 for reports: 5 of six, 4 of nine. Nine and a coordinator with 4 cores each cost less than six and one with 8.
  const byRate = roundPlan('--clicks-per-day', '864_000_000', '--regions', '4', '--retention', '1', '--peak', '6');
  assert.deepEqual([byRate.sizes.postgres.nodes, byRate.sizes.postgres.type], [9, 'db.m7g.xlarge']);
  assert.equal(byRate.sizes.postgres.reason, 'its rate');
});

test('a hand-computed price: database disks are two copies of each node', () => {
  const { sizes, costs } = roundPlan('--clicks-per-day', '86_400_000', '--regions', '2', '--retention', '100', '--click-ids', '0');
  const disks = costs.find(({ what }) => what === 'Postgres, disks').usd;
  assert.ok(Math.abs(disks - sizes.postgres.diskGib * 2 * prices.unit.rds_gib) < 0.01);
});

test('more clicks never take less of anything, nor cost less', () => {
  for (const regions of [1, 5]) {
    let before;
    for (let clicks = 1_000; clicks <= 4e9; clicks = Math.min(4e9 + 1, Math.ceil(clicks * 1.17))) {
      const now = plan('--clicks-per-day', String(clicks), '--regions', String(regions));
      if (before) {
        const cores = ({ sizes: { unit } }) => unit.count * prices.cores[unit.type];
        assert.ok(cores(now) >= cores(before), `cores of units at ${clicks}`);
        assert.ok(now.sizes.warehouse.count >= before.sizes.warehouse.count, `warehouses at ${clicks}`);
        const nodeBytes = now.sizes.postgres.totalGib / now.sizes.postgres.nodes;
        assert.ok(nodeBytes <= figures.postgres_node_tib.value * 1024, `a node's disk at ${clicks}`);
        assert.ok(before.sizes.postgres.kind === 'Postgres' || now.sizes.postgres.kind === 'Citus', `one database again at ${clicks}`);
        assert.ok(now.sizes.postgres.totalGib >= before.sizes.postgres.totalGib, `database at ${clicks}`);
        assert.ok(now.sizes.centreBroker.holdMinutes <= before.sizes.centreBroker.holdMinutes, `queues at ${clicks}`);
        // A cluster has whole nodes of few sizes, so one step more may be a little cheaper; never so with one database.
        const least = now.sizes.postgres.kind === 'Postgres' ? 1 : 0.95;
        assert.ok(now.monthly >= before.monthly * least - 0.01, `cost at ${clicks}, ${regions} regions: ${before.monthly} then ${now.monthly}`);
      }
      before = now;
    }
  }
});

test('longer retention, a higher peak and a longer outage never take less', () => {
  const base = ['--clicks-per-day', '1000000000', '--regions', '5'];
  const [kept, longer] = ['100', '400'].map((days) => plan(...base, '--retention', days));
  assert.ok(longer.sizes.postgres.totalGib > kept.sizes.postgres.totalGib && longer.monthly > kept.monthly);
  const [flat, steep] = ['1', '10'].map((peak) => plan(...base, '--peak', peak));
  assert.ok(steep.sizes.unit.count * prices.cores[steep.sizes.unit.type] > flat.sizes.unit.count * prices.cores[flat.sizes.unit.type]);
  const [short, long] = ['1', '168'].map((hours) => plan(...base, '--outage', hours));
  assert.ok(long.sizes.unit.diskGib > short.sizes.unit.diskGib && long.sizes.regionBroker.diskGib > short.sizes.regionBroker.diskGib);
});

test('a figure that is measured anew changes the plan', () => {
  const words = ['--clicks-per-day', '4000000000', '--regions', '5'];
  const before = plan(...words);
  assert.ok(planWith('edge_cpu_us_per_click', 312, ...words).sizes.unit.clicksPerSecond < before.sizes.unit.clicksPerSecond);
  assert.ok(planWith('ingest_clicks_per_second', 2_000, ...words).sizes.warehouse.count > before.sizes.warehouse.count);
  assert.ok(planWith('row_bytes_per_click', 340, ...words).sizes.postgres.totalGib > before.sizes.postgres.totalGib);
});

test('every figure is used, says whether it was measured, and where', () => {
  const used = new Set();
  const watched = new Proxy(figures, { get: (all, name) => { used.add(name); return all[name]; }, ownKeys: () => [] });
  planOf(inputOf(['--clicks-per-day', '1000', '--regions', '2']).input, watched, prices);
  for (const [name, { value, unit, kind, where }] of Object.entries(figures).filter(([name]) => name !== 'about')) {
    assert.ok(used.has(name), `${name} is used by nothing`);
    assert.ok(value > 0 && unit && where, `${name} lacks value, unit or where`);
    assert.ok(['measured', 'assumed', 'set'].includes(kind), `${name} is ${kind}`);
  }
});

test('bytes of cubes that are given replace the line through the measured points', () => {
  const words = ['--clicks-per-day', '1000000000', '--regions', '5', '--retention', '1', '--click-ids', '0'];
  const { postgres } = plan(...words, '--cube-bytes', '30').sizes;
  assert.equal(postgres.bytesPerClick, figures.row_bytes_per_click.value + 30);
  const at = (clicks) => plan('--clicks-per-day', String(clicks), '--regions', '2').sizes.postgres.cubesBytesPerClick;
  assert.equal(at(figures.cubes_bytes_at_few_clicks.clicks_per_day).toFixed(1), figures.cubes_bytes_at_few_clicks.value.toFixed(1));
  assert.equal(at(figures.cubes_bytes_at_many_clicks.clicks_per_day).toFixed(1), figures.cubes_bytes_at_many_clicks.value.toFixed(1));
  assert.ok(at(4e9) < at(1e6));
});

test('four billion a day kept for a year is a cluster, and says that nobody ran one', () => {
  const { sizes, notes } = plan('--clicks-per-day', '4_000_000_000', '--regions', '5', '--years', '1');
  assert.equal(sizes.postgres.kind, 'Citus');
  assert.ok(notes.some((note) => note.includes('nobody has run Clickway on it')));
});

test('a value may follow its name after =', () => {
  assert.deepEqual(inputOf(['--clicks-per-day=1_000', '--regions=2', '--json']), inputOf(['--clicks-per-day', '1000', '--regions', '2', '--json']));
});

test('wrong input is named, with what would be right', () => {
  const right = ['--clicks-per-day', '1000', '--regions', '2'];
  const wrong = [
    [[], '--clicks-per-day is missing'],
    [['--clicks-per-day', '1000'], '--regions is missing'],
    [['--clicks-per-day'], '--clicks-per-day needs a value'],
    [['--clicks-per-day', 'many', '--regions', '2'], "--clicks-per-day takes a whole number, not 'many'"],
    [['--clicks-per-day', '-5', '--regions', '2'], "--clicks-per-day takes a whole number, not '-5'"],
    [['--clicks-per-day', '1.5', '--regions', '2'], "--clicks-per-day takes a whole number, not '1.5'"],
    [['--clicks-per-day', '0', '--regions', '2'], '--clicks-per-day takes 1 to 4,000,000,000, not 0'],
    [['--clicks-per-day', '4000000001', '--regions', '2'], '--clicks-per-day takes 1 to 4,000,000,000, not 4,000,000,001'],
    [['--clicks-per-day', '1000', '--regions', '51'], '--regions takes 1 to 50, not 51'],
    [[...right, '--retention', '0'], '--retention takes 1 to 3,650, not 0'],
    [[...right, '--retention', '10', '--years', '1'], '--retention and --years say the same: give one'],
    [[...right, '--largest', '0.2'], '--largest is at least 0.5, the even share of 2 regions, not 0.2'],
    [[...right, '--peak', '0.5'], '--peak takes 1 to 20, not 0.5'],
    [[...right, '--click-ids', '2'], '--click-ids takes 0 to 1, not 2'],
    [[...right, '--regions', '3'], '--regions is given twice'],
    [['--clicks-per-day', '1__000', '--regions', '2'], "--clicks-per-day takes a whole number, not '1__000'"],
    [['--clicks-per-day=', '--regions', '2'], '--clicks-per-day needs a value'],
    [[...right, '--foo=1'], 'unknown argument --foo'],
    [[...right, '--foo'], 'unknown argument --foo'],
    [[...right, 'toString', '1'], 'unknown argument toString'],
  ];
  for (const [words, text] of wrong) assert.throws(() => inputOf(words), (error) => error instanceof InputError && error.message === text, `${words.join(' ')}: ${text}`);
});

test('a file that lacks a figure or a price is refused by name', () => {
  const { input } = inputOf(['--clicks-per-day', '1000', '--regions', '2']);
  assert.throws(() => planOf(input, { ...figures, event_bytes: undefined }, prices), /no positive number at event_bytes.value/);
  assert.throws(() => planOf(input, figures, { ...prices, unit: { ...prices.unit, rds_gib: 'dear' } }), /no positive number at unit.rds_gib/);
});

test('the command prints a table or JSON, and ends with 2 when it was called wrongly', () => {
  const words = ['--clicks-per-day', '2000000', '--regions', '2'];
  const table = command(...words);
  assert.equal(table.status, 0);
  assert.equal(table.stdout, tableOf(plan(...words)));
  assert.equal(JSON.parse(command(...words, '--json').stdout).load.meanPerSecond, 2_000_000 / 86_400);
  const wrong = command('--clicks-per-day', 'x', '--regions', '2');
  assert.deepEqual([wrong.status, wrong.stdout], [2, '']);
  assert.match(wrong.stderr, /^capacity: --clicks-per-day takes a whole number, not 'x' \(see capacity --help\)\n$/);
  assert.match(command(...words, '--prices', '/nonexistent').stderr, /--prices can't be read/);
  const folder = mkdtempSync(join(tmpdir(), 'capacity-'));
  try {
    writeFileSync(join(folder, 'figures.json'), '{');
    assert.match(command(...words, '--figures', join(folder, 'figures.json')).stderr, /--figures is no JSON/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the examples of docs/capacity.md are what the command prints today', () => {
  const text = readFileSync(join(root, 'docs/capacity.md'), 'utf8');
  const examples = [...text.matchAll(/```\n\$ scripts\/capacity (.*)\n([\s\S]*?)```/g)];
  assert.equal(examples.length, 3);
  for (const [, words, output] of examples) assert.equal(output, tableOf(plan(...words.split(' '))), `${words}: write it anew by scripts/lib/capacity/examples.mjs`);
});
