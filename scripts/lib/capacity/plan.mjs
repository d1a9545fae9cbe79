// What a number of clicks a day takes. Every number that was measured or assumed comes from figures.json, every price from
// prices.json; here is only how they combine. Whatever is counted in whole machines is rounded up.

export class InputError extends Error {}

const MOST_CLICKS_PER_DAY = 4_000_000_000;
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;
const YEAR_DAYS = 365;
const GIB = 2 ** 30;
const GB = 1e9;
const LEAST_DISK_GIB = 20;
const LEAST_DATABASE_GIB = 100;
// Quorum queues have a majority of three.
const CENTRE_BROKERS = 3;
const CENTRE_BROKER_GIB_PER_REGION = 2;
const CENTRE_BROKER_GIB = 3;
const BROKER_OF_REGION = 'm7i.large';
const BROKER_OF_CENTRE = ['m7i.large', 'm7i.xlarge', 'm7i.2xlarge'];
const UNITS = ['c7i.large', 'c7i.xlarge', 'c7i.2xlarge', 'c7i.4xlarge'];
const DATABASES = ['db.m7g.large', 'db.m7g.xlarge', 'db.m7g.2xlarge', 'db.m7g.4xlarge', 'db.m7g.8xlarge', 'db.m7g.16xlarge'];
const DATABASE_GIB_PER_CORE = 4;
// A task of the warehouse: its share of a queue, and small enough that losing one doesn't matter.
const TASK_CORES = 2;
const TASK_GIB = 4;
const LEAST_TASKS = 2;
const LEAST_UNITS = 2;

const OPTIONS = {
  '--clicks-per-day': { key: 'clicksPerDay', least: 1, most: MOST_CLICKS_PER_DAY, whole: true },
  '--regions': { key: 'regions', least: 1, most: 50, whole: true },
  '--retention': { key: 'retentionDays', least: 1, most: 3_650, whole: true },
  '--years': { key: 'years', least: 0.01, most: 10 },
  '--peak': { key: 'peak', least: 1, most: 20 },
  '--largest': { key: 'largest', least: 0, most: 1 },
  '--click-ids': { key: 'clickIds', least: 0, most: 1 },
  '--cube-bytes': { key: 'cubeBytes', least: 0, most: 10_000 },
  '--outage': { key: 'outageHours', least: 1, most: 168 },
  '--factor': { key: 'factor', least: 0.5, most: 3 },
};

const grouped = (number) => number.toLocaleString('en-US', { maximumFractionDigits: 3 });

function numberOf(flag, text) {
  const { least, most, whole } = OPTIONS[flag];
  const kind = whole ? 'a whole number' : 'a number';
  if (!/^[0-9]+(_[0-9]+)*(\.[0-9]+)?$/.test(text)) throw new InputError(`${flag} takes ${kind}, not '${text}'`);
  const number = Number(text.replaceAll('_', ''));
  if (whole && !Number.isInteger(number)) throw new InputError(`${flag} takes a whole number, not '${text}'`);
  if (number < least || number > most) throw new InputError(`${flag} takes ${grouped(least)} to ${grouped(most)}, not ${grouped(number)}`);
  return number;
}

/** The arguments: {input, files, json}. Whatever is wrong is an InputError that names it. */
export function inputOf(words) {
  const given = {};
  const files = {};
  const seen = new Set();
  let json = false;
  for (let i = 0; i < words.length; i++) {
    if (words[i] === '--json') {
      json = true;
      continue;
    }
    const [, flag, inline] = /^(--[^=]+)=(.*)$/s.exec(words[i]) ?? [null, words[i]];
    if (!Object.hasOwn(OPTIONS, flag) && flag !== '--figures' && flag !== '--prices') throw new InputError(`unknown argument ${flag}`);
    if (seen.has(flag)) throw new InputError(`${flag} is given twice`);
    seen.add(flag);
    const text = inline ?? words[++i];
    if (text === undefined || text === '') throw new InputError(`${flag} needs a value`);
    if (Object.hasOwn(OPTIONS, flag)) given[OPTIONS[flag].key] = numberOf(flag, text);
    else files[flag.slice(2)] = text;
  }
  if (given.clicksPerDay === undefined) throw new InputError('--clicks-per-day is missing');
  if (given.regions === undefined) throw new InputError('--regions is missing');
  if (given.retentionDays !== undefined && given.years !== undefined) throw new InputError('--retention and --years say the same: give one');
  const even = 1 / given.regions;
  if (given.largest !== undefined && given.largest < even - 1e-9) {
    throw new InputError(`--largest is at least ${grouped(even)}, the even share of ${given.regions} regions, not ${grouped(given.largest)}`);
  }
  const { years, ...rest } = given;
  const retentionDays = rest.retentionDays ?? (years === undefined ? 400 : Math.ceil(years * YEAR_DAYS));
  const input = { peak: 3, largest: Math.min(1, 1.5 * even), clickIds: 0.67, outageHours: 12, factor: 1, ...rest, retentionDays };
  return { input, files, json };
}

/** Reads a file of figures or prices by path, and names what is missing or no positive number. */
function reader(content, name) {
  return (...path) => {
    const value = path.reduce((at, key) => at?.[key], content);
    if (typeof value !== 'number' || !(value > 0)) throw new InputError(`${name} has no positive number at ${path.join('.')}`);
    return value;
  };
}

/** The cheapest choice that gives so many cores; none is an InputError. */
function cheapest(choices, what) {
  if (choices.length === 0) throw new InputError(`no machine in the prices is great enough for ${what}`);
  return choices.reduce((best, choice) => (choice.hourly < best.hourly ? choice : best));
}

/** input as inputOf gives it, figures and prices as their files hold them: {input, load, sizes, costs, monthly, notes}. */
export function planOf(input, figures, prices) {
  const readFigure = reader(figures, 'the file of figures');
  const figure = (name) => readFigure(name, 'value');
  const price = reader(prices, 'the file of prices');
  const use = figure('use_at_peak');
  const load = loadOf(input);
  const unit = unitOf(input, load, figure, price, use);
  const regionBroker = regionBrokerOf(input, load, figure, use);
  const centreBroker = centreBrokerOf(input, load, figure, price, use);
  const warehouse = warehouseOf(load, figure, use);
  const postgres = postgresOf(input, load, figure, readFigure, price, use);
  const network = networkOf(input, price);
  const sizes = { unit, regionBroker, centreBroker, warehouse, postgres, network };
  const costs = costsOf(input, load, sizes, price);
  const monthly = costs.reduce((sum, { usd }) => sum + usd, 0);
  return { input, load, sizes, costs, monthly, notes: notesOf(input, sizes, figures, prices) };
}

function loadOf({ clicksPerDay, peak, largest }) {
  const meanPerSecond = clicksPerDay / DAY_SECONDS;
  const peakPerSecond = meanPerSecond * peak;
  return { meanPerSecond, peakPerSecond, regionMeanPerSecond: meanPerSecond * largest, regionPeakPerSecond: peakPerSecond * largest };
}

/** Edge, Redis and forwarder on one machine; the others carry the peak when one is gone. */
function unitOf({ outageHours }, { regionPeakPerSecond, regionMeanPerSecond }, figure, price, use) {
  const usPerClick = figure('edge_cpu_us_per_click') + 1e6 / figure('forwarder_events_per_second') + figure('redis_cpu_us_per_click');
  const choices = UNITS.map((type) => {
    const clicksPerSecond = (price('cores', type) * 1e6 * use) / usPerClick;
    const count = Math.max(LEAST_UNITS, Math.ceil(regionPeakPerSecond / clicksPerSecond) + 1);
    return { type, count, clicksPerSecond, hourly: count * price('instance', type) };
  });
  const { hourly: _, ...choice } = cheapest(choices, 'a region');
  // The spool of an outage lies on all but the lost unit; Redis' file has room to be rewritten.
  const spoolBytes = (regionMeanPerSecond * outageHours * HOUR_SECONDS * figure('event_bytes')) / (choice.count - 1);
  const diskGib = Math.max(LEAST_DISK_GIB, Math.ceil((spoolBytes * figure('aof_growth')) / GIB) + LEAST_DISK_GIB / 2);
  return { ...choice, diskGib, cpuUsPerClick: usPerClick };
}

function regionBrokerOf({ outageHours }, { regionMeanPerSecond, regionPeakPerSecond }, figure, use) {
  const bytes = figure('batch_bytes_per_click');
  const buffer = regionMeanPerSecond * outageHours * HOUR_SECONDS * bytes;
  const links = Math.ceil((regionPeakPerSecond * bytes) / (figure('federation_bytes_per_second') * use));
  return { type: BROKER_OF_REGION, count: 1, links, diskGib: Math.max(LEAST_DISK_GIB, Math.ceil((buffer * 2) / GIB)) };
}

/** Each of the three nodes holds every queue. Two cores for what one link was seen to carry. */
function centreBrokerOf({ regions }, { peakPerSecond, meanPerSecond }, figure, price, use) {
  const bytesPerSecond = peakPerSecond * figure('batch_bytes_per_click');
  const cores = 2 * Math.max(1, bytesPerSecond / (figure('federation_bytes_per_second') * use));
  const choices = BROKER_OF_CENTRE.filter((type) => price('cores', type) >= cores).map((type) => ({ type, hourly: price('instance', type) }));
  const { type } = cheapest(choices, "the centre's broker");
  const holdMinutes = (figure('centre_queue_bytes') * regions) / (meanPerSecond * figure('batch_bytes_per_click')) / 60;
  return { type, count: CENTRE_BROKERS, diskGib: Math.max(LEAST_DISK_GIB, CENTRE_BROKER_GIB_PER_REGION * regions + CENTRE_BROKER_GIB), holdMinutes };
}

function warehouseOf({ peakPerSecond }, figure, use) {
  const cores = ingestCores(peakPerSecond, figure, use) * figure('ingest_warehouse_share');
  return { count: Math.max(LEAST_TASKS, Math.ceil(cores / TASK_CORES) + 1), cores: TASK_CORES, memoryGib: TASK_GIB };
}

/** The cores of warehouse and Postgres together. */
const ingestCores = (perSecond, figure, use) => (perSecond * figure('ingest_cores')) / (figure('ingest_clicks_per_second') * use);

/**
 * Cells follow what is combined in a quarter of an hour, so their bytes per click fall as clicks get more: along the line, in
 * logarithms, through the two points that were measured, as far as no third one says otherwise.
 */
function cubesBytesPerClick(clicksPerDay, readFigure) {
  const [few, many] = ['cubes_bytes_at_few_clicks', 'cubes_bytes_at_many_clicks'].map((name) => ({
    bytes: readFigure(name, 'value'),
    clicks: readFigure(name, 'clicks_per_day'),
  }));
  const slope = Math.log(many.bytes / few.bytes) / Math.log(many.clicks / few.clicks);
  if (!(slope > -1 && slope <= 0)) throw new InputError('the file of figures has cubes whose bytes do not fall slowly as clicks get more');
  return many.bytes * (clicksPerDay / many.clicks) ** slope;
}

/**
 * One database as long as one carries rate and size; then Citus, and one more node to coordinate it. Of a cluster the number
 * of nodes is the cheapest that is enough: few great ones can cost more than some smaller ones.
 */
function postgresOf({ clicksPerDay, retentionDays, clickIds, cubeBytes }, { peakPerSecond }, figure, readFigure, price, use) {
  const rowBytes = figure('row_bytes_per_click') + clickIds * figure('click_source_id_bytes');
  const cubes = cubeBytes ?? cubesBytesPerClick(clicksPerDay, readFigure);
  const bytesPerClick = rowBytes + cubes;
  const totalGib = Math.ceil((clicksPerDay * retentionDays * bytesPerClick) / GIB);
  const bySize = Math.ceil(totalGib / (figure('postgres_node_tib') * 1024));
  const byRate = Math.ceil(peakPerSecond / (figure('ingest_clicks_per_second') * use));
  const least = Math.max(1, bySize, byRate);
  const most = least === 1 ? 1 : 2 * least + 1;
  const foldCores = (peakPerSecond * figure('deltas_per_click') * figure('fold_us_per_delta')) / 1e6 / use;
  const coresOfAll = ingestCores(peakPerSecond, figure, use) * (1 - figure('ingest_warehouse_share')) + foldCores;
  const choices = [];
  for (let nodes = least; nodes <= most; nodes++) {
    const diskGib = Math.max(LEAST_DATABASE_GIB, Math.ceil(totalGib / nodes));
    const memoryCores = (diskGib * figure('database_memory_share')) / DATABASE_GIB_PER_CORE;
    const cores = Math.max(coresOfAll / nodes + figure('report_cores'), memoryCores);
    const coordinators = nodes === 1 ? 0 : 1;
    for (const type of DATABASES.filter((name) => price('cores', name) >= cores)) {
      choices.push({ type, nodes, coordinators, diskGib, hourly: (nodes + coordinators) * price('database', type) });
    }
  }
  const { hourly: _, ...choice } = cheapest(choices, 'a database');
  const reason = least === 1 ? 'one carries both' : bySize >= byRate ? 'its size' : 'its rate';
  return { kind: least === 1 ? 'Postgres' : 'Citus', ...choice, copies: 2, totalGib, bytesPerClick, cubesBytesPerClick: cubes, reason };
}

function networkOf({ clicksPerDay }, price) {
  const clicks = clicksPerDay * price('days');
  return {
    outGbPerMonth: (clicks * price('bytes_out_per_click')) / GB,
    toCentreGbPerMonth: (clicks * price('bytes_to_centre_per_click')) / GB,
  };
}

function costsOf({ regions, factor }, { meanPerSecond }, { unit, regionBroker, centreBroker, warehouse, postgres, network }, price) {
  const hours = price('hours');
  const gp3 = price('unit', 'gp3_gib');
  const databases = (postgres.nodes + postgres.coordinators) * postgres.copies;
  const databaseGib = (postgres.nodes * postgres.diskGib + postgres.coordinators * LEAST_DATABASE_GIB) * postgres.copies;
  const lines = [
    ['units', regions * unit.count * (hours * price('instance', unit.type) + unit.diskGib * gp3)],
    ["regions' brokers", regions * regionBroker.count * (hours * price('instance', regionBroker.type) + regionBroker.diskGib * gp3)],
    ["centre's brokers", centreBroker.count * (hours * price('instance', centreBroker.type) + centreBroker.diskGib * gp3)],
    ['warehouse', warehouse.count * hours * (warehouse.cores * price('unit', 'fargate_vcpu_hour') + warehouse.memoryGib * price('unit', 'fargate_gib_hour'))],
    [`${postgres.kind}, machines`, databases * hours * price('database', postgres.type)],
    [`${postgres.kind}, disks`, databaseGib * price('unit', 'rds_gib')],
    ['balancers', regions * 2 * hours * price('unit', 'balancer_hour')],
    ['balancers, new TLS connections', (meanPerSecond / price('unit', 'lcu_tls_per_second')) * hours * price('unit', 'nlcu_hour')],
    ['answers to visitors', network.outGbPerMonth * price('unit', 'out_gb')],
    ['regions to centre', network.toCentreGbPerMonth * price('unit', 'between_regions_gb')],
    ['health checks of DNS', regions * price('unit', 'health_check')],
    ['NAT gateways', regions * hours * price('unit', 'nat_hour')],
  ];
  return lines.map(([what, usd]) => ({ what, usd: usd * factor }));
}

function notesOf({ regions, cubeBytes }, { postgres, regionBroker, centreBroker }, figures, prices) {
  const notes = [];
  if (postgres.kind === 'Citus') {
    notes.push(`Citus because of ${postgres.reason}: nobody has run Clickway on it yet, and three changes come first (docs/scaling.md, ADR 0019). Its nodes are priced like RDS, which doesn't offer it.`);
  }
  if (regionBroker.links > 1) notes.push(`a region's link would need ${regionBroker.links} upstreams; only one was ever run.`);
  if (centreBroker.holdMinutes < 60) {
    notes.push(`with the warehouse away the centre's queues are full after ${Math.floor(centreBroker.holdMinutes)} minutes; then batches wait in the regions.`);
  }
  if (regions > 5) notes.push('more than five regions were never run.');
  if (cubeBytes === undefined) {
    const [few, many] = [figures.cubes_bytes_at_few_clicks, figures.cubes_bytes_at_many_clicks].map(({ clicks_per_day: clicks }) => grouped(clicks));
    notes.push(`cubes: ${Math.round(postgres.cubesBytesPerClick)} bytes a click, by the line through two measured points, ${few} and ${many} clicks a day. Cells run out some day, so it should be less; nobody has measured it. --cube-bytes tries another.`);
  }
  for (const [name, { kind, value, unit }] of Object.entries(figures)) {
    if (kind === 'assumed') notes.push(`assumed, not measured: ${name} = ${value} ${unit}.`);
  }
  notes.push('everything was measured on one shared machine with two cores; one shared core is taken for one vCPU.');
  notes.push(`prices: ${prices.note}`);
  notes.push('left out: backups and archive, logs and alarms, further traffic between zones, support, taxes, discounts.');
  return notes;
}
