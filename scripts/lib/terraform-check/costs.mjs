#!/usr/bin/env node
// What a planned stack costs in a month: each planned resource that has a price, times its unit price, in its location;
// and what depends on use, by the assumptions in the price file.
//
// usage: costs.mjs PLAN.json PRICES.json EXAMPLE      prints a page in Markdown
//
// A type, class or location without a price ends it: nothing is left out in silence.
import fs from 'node:fs';

const [planFile, pricesFile, example] = process.argv.slice(2);
const plan = JSON.parse(fs.readFileSync(planFile));
const prices = JSON.parse(fs.readFileSync(pricesFile));
const use = prices.use[example] ?? fail(`prices.json has no use for the example "${example}"`);
const lines = new Map();

function fail(text) {
  console.error(text);
  process.exit(1);
}

const price = (group, key) => prices[group]?.[key] ?? fail(`prices.json has no ${group}.${key}`);

// Prices are those of us-east-1; elsewhere all are taken times the location's factor.
function add(what, location, amount, unit, unitPrice) {
  const factor = price('location', location);
  const key = `${what}|${location}|${unit}|${unitPrice}`;
  const line = lines.get(key) ?? { what, location, unit, unitPrice, factor, amount: 0 };
  line.amount += amount;
  lines.set(key, line);
}

const hours = prices.hours;
const planned = plan.resource_changes
  .filter(({ mode, change }) => mode === 'managed' && change.actions.includes('create'))
  .map(({ type, change }) => ({ resource: type, values: change.after }));
const ofType = (type) => planned.filter(({ resource }) => resource === type).map(({ values }) => values);

function addVolume(location, { size, iops = 3000, throughput = 125 }) {
  add('EBS gp3', location, size, 'GiB', price('unit', 'gp3_gib'));
  if (iops > 3000) add('EBS gp3, more IOPS', location, iops - 3000, 'IOPS', price('unit', 'gp3_iops'));
  if (throughput > 125) add('EBS gp3, more throughput', location, throughput - 125, 'MiB/s', price('unit', 'gp3_throughput'));
}

for (const { region, instance_type, root_block_device } of ofType('aws_instance')) {
  add(`EC2 ${instance_type}, brokers`, region, hours, 'hours', price('instance', instance_type));
  addVolume(region, { size: root_block_device[0].volume_size });
}
// One unit is one launch template.
for (const { region, instance_type, block_device_mappings } of ofType('aws_launch_template')) {
  add(`EC2 ${instance_type}, units`, region, hours, 'hours', price('instance', instance_type));
  addVolume(region, { size: block_device_mappings[0].ebs[0].volume_size });
}
for (const { region, size, iops, throughput } of ofType('aws_ebs_volume')) {
  addVolume(region, { size, iops: iops ?? undefined, throughput: throughput ?? undefined });
}
for (const { region, instance_class, allocated_storage, multi_az } of ofType('aws_db_instance')) {
  const copies = multi_az ? 2 : 1;
  add(`RDS ${instance_class}${multi_az ? ', with standby' : ''}`, region, hours * copies, 'hours', price('database', instance_class));
  add('RDS gp3', region, allocated_storage * copies, 'GiB', price('unit', 'rds_gib'));
}
const tasks = ofType('aws_appautoscaling_target')[0].min_capacity;
for (const { region, cpu, memory } of ofType('aws_ecs_task_definition')) {
  add('Fargate, processors', region, hours * tasks * (Number(cpu) / 1024), 'vCPU hours', price('unit', 'fargate_vcpu_hour'));
  add('Fargate, memory', region, hours * tasks * (Number(memory) / 1024), 'GiB hours', price('unit', 'fargate_gib_hour'));
}
for (const { region, load_balancer_type } of ofType('aws_lb')) {
  add(`balancer, ${load_balancer_type}`, region, hours, 'hours', price('unit', 'balancer_hour'));
}
for (const { region } of ofType('aws_nat_gateway')) {
  add('NAT gateway', region, hours, 'hours', price('unit', 'nat_hour'));
  add('public IPv4 address of the NAT gateway', region, hours, 'hours', price('unit', 'ipv4_hour'));
}
// A balancer that faces the internet has an address in each of its zones.
for (const { region, internal, subnets, subnet_mapping } of ofType('aws_lb')) {
  const zones = subnets?.length ?? subnet_mapping.length;
  if (!internal) add('public IPv4 addresses of balancers', region, hours * zones, 'hours', price('unit', 'ipv4_hour'));
}
for (const { region } of ofType('aws_kms_key')) add('KMS keys', region, 1, 'keys', price('unit', 'kms_key'));
for (const { region, replica } of ofType('aws_secretsmanager_secret')) {
  add('secrets, copies included', region, 1 + (replica?.length ?? 0), 'secrets', price('unit', 'secret'));
}
for (const { region } of ofType('aws_cloudwatch_metric_alarm')) add('alarms', region, 1, 'alarms', price('unit', 'alarm'));

const centre = ofType('aws_db_instance')[0].region;
const regions = ofType('aws_autoscaling_group').map(({ region }) => region);
const places = [...new Set(regions)];
for (const { region } of ofType('aws_launch_template')) add('figures sent to CloudWatch', region, 5, 'metrics', price('unit', 'metric'));
for (const { region } of ofType('aws_instance')) add('figures sent to CloudWatch', region, 4, 'metrics', price('unit', 'metric'));
add('Route 53: zones', 'us-east-1', 1 + ofType('aws_route53_zone').length, 'zones', price('unit', 'zone'));
add('Route 53: health checks, HTTPS, every 10 s, latency measured', 'us-east-1', places.length, 'checks', price('unit', 'health_check'));

// What depends on use, spread evenly over the regions. Answers of Route 53 that are aliases of balancers cost nothing.
const clicks = use.clicks_per_day * prices.days;
const share = clicks / places.length;
for (const location of places) {
  add('clicks: new TLS connections', location, share / 3600 / price('unit', 'lcu_tls_per_second'), 'NLCU hours', price('unit', 'nlcu_hour'));
  add('clicks: answers to the internet', location, (share * prices.bytes_out_per_click) / 1e9, 'GB', price('unit', 'out_gb'));
  if (location !== centre) {
    add('clicks: to the centre', location, (share * prices.bytes_to_centre_per_click) / 1e9, 'GB', price('unit', 'between_regions_gb'));
  }
  add('clicks: between zones', location, (share * prices.bytes_to_centre_per_click) / 1e9, 'GB', price('unit', 'between_zones_gb'));
}

const money = (amount) => amount.toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
const number = (amount) => (Number.isInteger(amount) ? String(amount) : amount.toFixed(2)).replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
const rows = [...lines.values()].map((line) => ({ ...line, cost: line.amount * line.unitPrice * line.factor }));
rows.sort((one, other) => other.cost - one.cost || one.what.localeCompare(other.what) || one.location.localeCompare(other.location));
const byPlace = new Map();
for (const row of rows) byPlace.set(row.location, [...(byPlace.get(row.location) ?? []), row]);

const sum = (some) => some.reduce((total, { cost }) => total + cost, 0);
console.log(`# What ${example} costs in a month

Made by \`scripts/terraform-check --costs\` from the plan of this example and [prices.json](../prices.json): ${prices.note}
${number(use.clicks_per_day)} clicks a day; ${hours} hours, ${prices.days} days; no discounts, taxes, support plans; storage as it is at the start.

| location | USD |
| --- | --- |`);
for (const [location, some] of [...byPlace].sort(([, one], [, other]) => sum(other) - sum(one))) {
  console.log(`| ${location} | ${money(sum(some))} |`);
}
console.log(`| **sum** | **${money(sum(rows))}** |

| what | location | amount | unit price | factor | USD |
| --- | --- | --- | --- | --- | --- |`);
for (const { what, location, amount, unit, unitPrice, factor, cost } of rows) {
  console.log(`| ${what} | ${location} | ${number(amount)} ${unit} | ${unitPrice} | ${factor} | ${money(cost)} |`);
}
