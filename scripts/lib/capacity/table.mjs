// A plan as text.

const whole = (number) => Math.round(number).toLocaleString('en-US');
const short = (number) => number.toLocaleString('en-US', { maximumFractionDigits: number < 10 ? 1 : 0 });
const size = (gib) => (gib >= 10_240 ? `${short(gib / 1024)} TiB` : `${whole(gib)} GiB`);

function columns(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) => row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]))).join('  ')).join('\n');
}

/** What planOf gives, as lines for a terminal. */
export function tableOf({ input, load, sizes, costs, monthly, notes }) {
  const { unit, regionBroker, centreBroker, warehouse, postgres, network } = sizes;
  const n = input.regions;
  const machines = [
    ['what', 'number', 'each', 'disk each'],
    [`unit: edge, Redis, forwarder`, `${n} x ${unit.count}`, `${unit.type}, ${whole(unit.clicksPerSecond)} clicks/s`, size(unit.diskGib)],
    ["region's broker", `${n} x ${regionBroker.count}`, regionBroker.type, size(regionBroker.diskGib)],
    ["centre's broker", `${centreBroker.count}`, `${centreBroker.type}, a node of the cluster`, size(centreBroker.diskGib)],
    ['warehouse', `${warehouse.count}`, `${warehouse.cores} vCPU, ${warehouse.memoryGib} GiB`, '-'],
    [postgres.kind, `${postgres.nodes}${postgres.coordinators ? ` + ${postgres.coordinators} coordinator` : ''}`, `${postgres.type}, with standby`, size(postgres.diskGib)],
  ];
  const money = costs.map(({ what, usd }) => [what, whole(usd).padStart(12)]);
  return `${[
    `${whole(input.clicksPerDay)} clicks a day, ${n} region${n === 1 ? '' : 's'}, kept ${input.retentionDays} days`,
    `mean ${short(load.meanPerSecond)}/s, greatest hour ${short(load.peakPerSecond)}/s, of it ${short(load.regionPeakPerSecond)}/s in the largest region`,
    '',
    columns(machines),
    '',
    `database    ${size(postgres.totalGib)} in one copy, ${short(postgres.bytesPerClick)} bytes a click, ${short(postgres.cubesBytesPerClick)} of them cubes`,
    `network     ${whole(network.outGbPerMonth)} GB a month to visitors, ${whole(network.toCentreGbPerMonth)} GB from regions to the centre`,
    '',
    columns([['USD a month', 'about'.padStart(12)], ...money, ['sum', whole(monthly).padStart(12)]]),
    '',
    ...notes.map((note) => `- ${note}`),
  ].join('\n')}\n`;
}
