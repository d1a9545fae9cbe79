// Turns a country database, flat ({"country_code": "NL"}) into MaxMind's nested form
// ({"continent": {"code": "EU"}, "country": {"iso_code": "NL"}, "location": {...}}), which every MaxMind reader takes.
// The search tree is kept, written with 32-bit records; only the data section is new. Format: MaxMind DB 2.0.
// usage: node nest-country.mjs IN.mmdb OUT.mmdb [ZONE.TAB]
// With tzdata's zone.tab (public domain) every country lies where its main city is, and the file calls itself a City
// database: only to such a one gdnsd measures distances. IN may be nested already.
import { readFileSync, writeFileSync } from 'node:fs';

const METADATA_MARK = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const SEPARATOR_BYTES = 16;

const CONTINENTS = {
  EU: 'AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK EU',
  AS: 'AE AF AM AP AZ BD BH BN BT CC CN CX CY GE HK ID IL IN IO IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE',
  AF: 'AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW',
  SA: 'AR BO BR CL CO EC FK GF GY PE PY SR UY VE',
  OC: 'AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS',
  AN: 'AQ BV GS HM TF',
};
// The rough middle of each continent: enough to pick the nearest of a handful of regions.
// Without zone.tab for every country, with it for those it doesn't list.
const MIDDLES = { EU: [50, 10], AS: [30, 100], AF: [2, 20], SA: [-15, -60], NA: [40, -100], OC: [-25, 135], AN: [-80, 0] };
// Where most people of a country live, if its first line in zone.tab is a corner of it.
const MAIN_CITIES = new Set(['America/Sao_Paulo', 'America/Toronto', 'Australia/Sydney', 'Europe/Kyiv', 'Europe/Moscow']);
const CONTINENT_OF = new Map(
  Object.entries(CONTINENTS).flatMap(([continent, countries]) => countries.split(' ').map((country) => [country, continent])),
);

const TYPE = { pointer: 1, text: 2, double: 3, uint16: 5, uint32: 6, map: 7, uint64: 9, array: 11 };

/** Decodes the value at an offset of a section; returns [value, offset behind it]. */
function decode(section, start) {
  let at = start;
  const control = section[at++];
  let type = control >> 5;
  if (type === TYPE.pointer) {
    const size = ((control >> 3) & 3) + 1;
    const base = [0, 2048, 526336, 0][size - 1];
    const high = size === 4 ? 0 : (control & 7) * 2 ** (8 * size);
    return [decode(section, high + section.readUIntBE(at, size) + base)[0], at + size];
  }
  if (type === 0) type = 7 + section[at++];
  let size = control & 31;
  if (size >= 29) {
    const extra = size - 28;
    size = [29, 285, 65821][extra - 1] + section.readUIntBE(at, extra);
    at += extra;
  }
  if (type === TYPE.map) {
    const map = {};
    for (let i = 0; i < size; i++) {
      let key;
      [key, at] = decode(section, at);
      [map[key], at] = decode(section, at);
    }
    return [map, at];
  }
  if (type === TYPE.array) {
    const items = [];
    for (let i = 0; i < size; i++) {
      let item;
      [item, at] = decode(section, at);
      items.push(item);
    }
    return [items, at];
  }
  if (type === TYPE.text) return [section.toString('utf8', at, at + size), at + size];
  if (type === TYPE.double) return [section.readDoubleBE(at), at + size];
  if (type === TYPE.uint16 || type === TYPE.uint32 || type === TYPE.uint64) {
    let number = 0;
    for (const byte of section.subarray(at, at + size)) number = number * 256 + byte;
    return [number, at + size];
  }
  throw new Error(`type ${type} is not expected in a country file`);
}

/** Encoders; sizes here stay below 285 bytes. */
const control = (type, size) => (type > 7 ? [size, type - 7] : [(type << 5) | size]);
const text = (value) => {
  const bytes = Buffer.from(value);
  return Buffer.from(bytes.length < 29 ? [...control(TYPE.text, bytes.length), ...bytes] : [...control(TYPE.text, 29), bytes.length - 29, ...bytes]);
};
const double = (value) => {
  const bytes = Buffer.alloc(9);
  bytes[0] = control(TYPE.double, 8)[0];
  bytes.writeDoubleBE(value, 1);
  return bytes;
};
const uint = (type, value) => {
  const bytes = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([...control(type, bytes.length), ...bytes]);
};
const map = (entries) =>
  Buffer.concat([Buffer.from(control(TYPE.map, entries.length)), ...entries.flatMap(([key, value]) => [text(key), value])]);
const list = (items) => Buffer.concat([Buffer.from(control(TYPE.array, items.length)), ...items]);

/** Country → [latitude, longitude], from lines "DE<tab>+5230+01322<tab>Europe/Berlin". */
function readPlaces(file) {
  const places = new Map();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const [country, coordinates, zone] = line.split('\t');
    const [, ...parts] = /^([+-])(\d\d)(\d\d)(?:\d\d)?([+-])(\d\d\d)(\d\d)(?:\d\d)?$/.exec(coordinates ?? '') ?? [];
    if (parts.length > 0 && (!places.has(country) || MAIN_CITIES.has(zone))) {
      const degrees = (sign, whole, minutes) => (sign === '-' ? -1 : 1) * (Number(whole) + Number(minutes) / 60);
      places.set(country, [degrees(...parts.slice(0, 3)), degrees(...parts.slice(3))]);
    }
  }
  if (places.size < 150) throw new Error(`${file} has only ${places.size} countries`);
  return places;
}

function nested(country, places) {
  const continent = CONTINENT_OF.get(country) ?? 'NA';
  const [latitude, longitude] = places.get(country) ?? MIDDLES[continent];
  return map([
    ['continent', map([['code', text(continent)]])],
    ['country', map([['iso_code', text(country)]])],
    ['location', map([['latitude', double(latitude)], ['longitude', double(longitude)]])],
  ]);
}

function open(file) {
  const mark = file.lastIndexOf(METADATA_MARK);
  if (mark < 0) throw new Error('this is no MaxMind database');
  const metadata = decode(file.subarray(mark + METADATA_MARK.length), 0)[0];
  const treeBytes = (metadata.node_count * metadata.record_size) / 4;
  return { metadata, tree: file.subarray(0, treeBytes), data: file.subarray(treeBytes + SEPARATOR_BYTES, mark) };
}

/** Reads the two records of a node, for each of the three record sizes of the format. */
function children(tree, recordSize, node) {
  if (recordSize === 24) return [tree.readUIntBE(node * 6, 3), tree.readUIntBE(node * 6 + 3, 3)];
  if (recordSize === 32) return [tree.readUInt32BE(node * 8), tree.readUInt32BE(node * 8 + 4)];
  if (recordSize !== 28) throw new Error(`record size ${recordSize} is unknown`);
  const at = node * 7;
  const middle = tree[at + 3];
  return [(middle >> 4) * 2 ** 24 + tree.readUIntBE(at, 3), (middle & 15) * 2 ** 24 + tree.readUIntBE(at + 4, 3)];
}

function nest(flat, type, places) {
  const { metadata, tree, data } = open(flat);
  const nodes = metadata.node_count;
  const written = new Map(); // offset in the old data section → offset in the new one
  const records = [];
  let length = 0;
  const remap = (record) => {
    if (record <= nodes) return record; // a node, or "nothing known"
    const old = record - nodes - SEPARATOR_BYTES;
    if (!written.has(old)) {
      const value = decode(data, old)[0];
      const country = value.country_code ?? value.country?.iso_code;
      if (!/^[A-Z]{2}$/.test(country)) throw new Error(`'${country}' is no country code`);
      const bytes = nested(country, places);
      written.set(old, length);
      records.push(bytes);
      length += bytes.length;
    }
    return nodes + SEPARATOR_BYTES + written.get(old);
  };
  const grown = Buffer.alloc(nodes * 8);
  for (let node = 0; node < nodes; node++) {
    const [left, right] = children(tree, metadata.record_size, node);
    grown.writeUInt32BE(remap(left), node * 8);
    grown.writeUInt32BE(remap(right), node * 8 + 4);
  }
  const description = map([
    ['node_count', uint(TYPE.uint32, nodes)],
    ['record_size', uint(TYPE.uint16, 32)],
    ['ip_version', uint(TYPE.uint16, metadata.ip_version)],
    ['database_type', text(type)],
    ['languages', list([text('en')])],
    ['binary_format_major_version', uint(TYPE.uint16, 2)],
    ['binary_format_minor_version', uint(TYPE.uint16, 0)],
    ['build_epoch', uint(TYPE.uint64, metadata.build_epoch)],
    ['description', map([['en', text('country of an address, nested')]])],
  ]);
  return Buffer.concat([grown, Buffer.alloc(SEPARATOR_BYTES), ...records, METADATA_MARK, description]);
}

/** Walks the written file the way a reader does and counts its countries; throws where its shape is wrong. */
function countCountries(file) {
  const { metadata, tree, data } = open(file);
  const countries = new Set();
  const seen = new Set();
  for (let node = 0; node < metadata.node_count; node++) {
    for (const record of children(tree, metadata.record_size, node)) {
      if (record <= metadata.node_count || seen.has(record)) continue;
      seen.add(record);
      const value = decode(data, record - metadata.node_count - SEPARATOR_BYTES)[0];
      if (!/^[A-Z]{2}$/.test(value.country.iso_code) || typeof value.location.latitude !== 'number') {
        throw new Error(`a record came out wrong: ${JSON.stringify(value)}`);
      }
      countries.add(value.country.iso_code);
    }
  }
  if (countries.size < 150) throw new Error(`only ${countries.size} countries`);
  return countries.size;
}

const [source, target, zones] = process.argv.slice(2);
if (!source || !target || source === '--help') {
  console.error('usage: node nest-country.mjs IN.mmdb OUT.mmdb [ZONE.TAB]');
  process.exit(source === '--help' ? 0 : 2);
}
const file = nest(readFileSync(source), zones ? 'Clickway-City' : 'Clickway-Country', zones ? readPlaces(zones) : new Map());
const countries = countCountries(file);
writeFileSync(target, file);
console.log(`country file: ${countries} countries, ${(file.length / 2 ** 20).toFixed(1)} MiB`);
