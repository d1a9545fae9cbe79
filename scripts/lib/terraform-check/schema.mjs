#!/usr/bin/env node
// Makes the schema of the AWS provider, in the form of "terraform providers schema -json", from the text of an npm package
// of generated bindings (@cdktn/provider-aws). Nothing of the package is executed.
//
// usage: schema.mjs PACKAGE_DIR OUT.json TYPE...     TYPE: aws_x, data.aws_x, ephemeral.aws_x; unknown ones are left out
//
// Each type has a folder with a .d.ts (which members are blocks, which are required) and a .js (classes whose comments say
// "name - computed: …, optional: …, required: …", and functions that write a block, with the types of its arguments).
import fs from 'node:fs';
import path from 'node:path';

const [packageDir, out, ...types] = process.argv.slice(2);
const lib = path.join(packageDir, 'lib');
const warnings = [];

// What a getter of the bindings returns, as a type of Terraform.
const GETTERS = {
  getStringAttribute: 'string',
  getNumberAttribute: 'number',
  getBooleanAttribute: 'bool',
  getListAttribute: ['list', 'string'],
  getNumberListAttribute: ['list', 'number'],
  getStringMapAttribute: ['map', 'string'],
  getNumberMapAttribute: ['map', 'number'],
  getBooleanMapAttribute: ['map', 'bool'],
  getAnyMapAttribute: ['map', 'dynamic'],
};
const MAPS = { String: 'string', Number: 'number', Boolean: 'bool', Any: 'dynamic' };
// How a writer stores an argument, as a type of Terraform.
const STORED = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  any: 'dynamic',
  stringMap: ['map', 'string'],
  numberMap: ['map', 'number'],
  booleanMap: ['map', 'bool'],
  stringMapMap: ['map', ['map', 'string']],
  stringListMap: ['map', ['list', 'string']],
};

const collection = (kind, element) => [kind === 'set' ? 'set' : 'list', element];

// Classes are looked up by name; their blocks' interfaces and writers go by the name without the ending.
const baseName = (name) => name.replace(/OutputReference$/, '');

function parseModule(dir) {
  const files = fs.readdirSync(path.join(lib, dir), { recursive: true }).map(String);
  const text = (ending) =>
    files.filter((file) => file.endsWith(ending)).map((file) => fs.readFileSync(path.join(lib, dir, file), 'utf8')).join('\n');
  const js = text('.js');
  const writers = parseWriters(js);
  return { interfaces: parseInterfaces(text('.d.ts')), writers, classes: parseClasses(dir, js, writers) };
}

function parseInterfaces(dts) {
  const interfaces = {};
  for (const [, name, body] of dts.matchAll(/^export interface (\w+)[^{]*\{\n([\s\S]*?)^\}/gm)) {
    interfaces[name] = {};
    for (const [, comment, , optional, type] of body.matchAll(
      /\/\*\*([\s\S]*?)\*\/\s*readonly (\w+)(\??): ([^;{]+|\{[^}]*\})/g,
    )) {
      const argument = comment.match(/#([a-z0-9_]+) \w+#/)?.[1];
      if (!argument) continue;
      const block = new RegExp(`^\\s*\\*?\\s*${argument} block\\s*$`, 'm').test(comment);
      interfaces[name][argument] = { block, required: optional !== '?', type: type.match(/\w+/)[0] };
    }
  }
  return interfaces;
}

const WRITTEN =
  /^ +([a-z0-9_]+): \{\n +value: ([^\n]*),\n +isBlock: (true|false),\n +type: "(\w+)",\n +storageClassType: "(\w+)"/gm;
const written = (text) =>
  Object.fromEntries([...text.matchAll(WRITTEN)].map(([, argument, , , type, stored]) => [argument, { type, stored }]));

function parseWriters(js) {
  const functions = js.matchAll(/^function (\w+)ToHclTerraform\(struct\) \{([\s\S]*?)^\}/gm);
  return Object.fromEntries([...functions].map(([, name, body]) => [name.toLowerCase(), written(body)]));
}

function parseClasses(dir, js, writers) {
  const classes = {};
  for (const [, name, kind, body] of js.matchAll(/^class (\w+) extends cdktn?f?\.(\w+) \{([\s\S]*?)^\}/gm)) {
    const members = {};
    for (const [, member, computed, optional, required, code] of body.matchAll(
      /\/\/ ([a-z0-9_]+) - computed: (\w+), optional: (\w+), required: (\w+)\n([\s\S]*?)(?=\n    \/\/ |\n    \/\/ =|$)/g,
    )) {
      const flags = { computed: computed === 'true', optional: optional === 'true', required: required === 'true' };
      members[member] = { ...flags, ...memberType(code) };
      if (!members[member].type && !members[member].ref) {
        members[member].type = 'dynamic';
        if (kind !== 'TerraformProvider') warnings.push(`${dir} ${name}.${member}: type not understood`);
      }
    }
    const own = body.match(/synthesizeHclAttributes\(\) \{([\s\S]*?)\n    \}/);
    if (own) writers[name.toLowerCase()] = written(own[1]);
    classes[name] = { kind, members, resourceType: body.match(/static tfResourceType = "(\w+)"/)?.[1] };
  }
  return classes;
}

// {type}, or {ref, set} of a class that describes a nested block or object.
function memberType(code) {
  const map = code.match(/= new cdktn?f?\.(String|Number|Boolean|Any)Map\(this/);
  if (map) return { type: ['map', MAPS[map[1]]] };
  const nested = code.match(/= new (?:\w+\.)?(\w+)\(this, "[a-z0-9_]+"(?:, (true|false))?\)/);
  if (nested) return { ref: nested[1], set: nested[2] === 'true' };
  const getter = code.match(/return (?:cdktn?f?\.Token\.as\w+\()?(cdktn?f?\.Fn\.tolist\()?this\.(get\w+)\('/);
  if (getter && GETTERS[getter[2]]) {
    const type = GETTERS[getter[2]];
    return { type: getter[1] ? ['set', type[1]] : type };
  }
  return /interpolationForAttribute/.test(code) ? { type: 'dynamic' } : {};
}

// The class of one element of a list or map class.
function elementClass(module, name) {
  const kind = module.classes[name]?.kind;
  if (!kind) return null;
  return kind === 'ComplexList' || kind === 'ComplexMap' ? `${name.replace(/(List|Map)$/, '')}OutputReference` : name;
}

const writerOf = (module, className) => module.writers[baseName(className).toLowerCase()] ?? {};

function storedType({ type, stored }) {
  if (STORED[stored]) return STORED[stored];
  const list = stored.match(/^(string|number|boolean)List$/)?.[1];
  if (list) return collection(type, list === 'boolean' ? 'bool' : list);
  if (stored === 'stringListList') return ['list', ['list', 'string']];
  if (stored === 'stringMapList') return collection(type, ['map', 'string']);
  return null;
}

function attributeType(module, className, name, member) {
  const shape = writerOf(module, className)[name];
  if (!member.ref) return (shape && storedType(shape)) ?? member.type;
  const kind = module.classes[member.ref]?.kind;
  if (!kind) return /StringMapList/.test(member.ref) ? [member.set ? 'set' : 'list', ['map', 'string']] : 'dynamic';
  const object = objectType(module, elementClass(module, member.ref));
  if (kind === 'ComplexList') return [member.set ? 'set' : 'list', object];
  if (kind === 'ComplexMap') return ['map', object];
  return shape && shape.type !== 'struct' ? [shape.type, object] : object;
}

function objectType(module, className) {
  const members = Object.entries(module.classes[className]?.members ?? {});
  return ['object', Object.fromEntries(members.map(([name, member]) => [name, attributeType(module, className, name, member)]))];
}

const open = [];

// A block that holds itself (a statement of a web filter) ends there.
function block(module, className) {
  if (open.includes(className)) {
    warnings.push(`${className} holds itself`);
    return { attributes: {}, block_types: {} };
  }
  open.push(className);
  try {
    return flatBlock(module, className);
  } finally {
    open.pop();
  }
}

function flatBlock(module, className) {
  const { resourceType, kind, members } = module.classes[className];
  const isProvider = kind === 'TerraformProvider';
  const base = baseName(className);
  const interfaceOf = module.interfaces[resourceType || isProvider ? `${base}Config` : base] ?? {};
  const result = { attributes: {}, block_types: {} };
  for (const [name, member] of Object.entries(members)) {
    const declared = interfaceOf[name];
    const shape = writerOf(module, className)[name];
    if (declared?.block && isProvider) {
      const nesting = shape?.type === 'set' ? 'set' : 'list';
      result.block_types[name] = { nesting_mode: nesting, block: interfaceBlock(module, declared.type) };
    } else if (declared?.block && member.ref) {
      result.block_types[name] = nestedBlock(module, member, declared, shape);
    } else {
      result.attributes[name] = attribute(name, member, attributeType(module, className, name, member));
    }
  }
  return result;
}

function nestedBlock(module, member, declared, shape) {
  const nested = { block: block(module, elementClass(module, member.ref)) };
  if (module.classes[member.ref].kind === 'ComplexList') {
    nested.nesting_mode = member.set || shape?.type === 'set' ? 'set' : 'list';
  } else if (shape?.type === 'struct') {
    nested.nesting_mode = 'single';
  } else {
    nested.nesting_mode = shape?.type === 'set' ? 'set' : 'list';
    nested.max_items = 1;
  }
  if (declared.required && nested.nesting_mode !== 'single') nested.min_items = 1;
  return nested;
}

// The bindings carry no flag for write-only arguments: the provider ends their names in _wo.
function attribute(name, { required, optional, computed }, type) {
  const flags = required ? { required } : { ...(optional && { optional }), ...(computed && { computed }) };
  if (Object.keys(flags).length === 0) flags.optional = true;
  return { type, ...flags, ...(name.endsWith('_wo') && { write_only: true }) };
}

// The provider's own blocks have no classes: an interface and a writer only.
function interfaceBlock(module, name) {
  const attributes = {};
  for (const [argument, { required }] of Object.entries(module.interfaces[name] ?? {})) {
    const shape = module.writers[name.toLowerCase()]?.[argument] ?? { stored: 'string' };
    attributes[argument] = { type: storedType(shape) ?? 'dynamic', [required ? 'required' : 'optional']: true };
  }
  return { attributes, block_types: {} };
}

// Terraform refuses a type that is open within a set.
const openInSet = (one, inSet = false) =>
  (inSet && Object.values(one.attributes).some(({ type }) => JSON.stringify(type).includes('"dynamic"'))) ||
  Object.values(one.block_types).some((nested) => openInSet(nested.block, inSet || nested.nesting_mode === 'set'));

function typeOfDir(dir) {
  if (dir.startsWith('ephemeral-aws-')) return `ephemeral.aws_${dir.slice(14).replaceAll('-', '_')}`;
  if (dir.startsWith('data-aws-')) return `data.aws_${dir.slice(9).replaceAll('-', '_')}`;
  return `aws_${dir.replaceAll('-', '_')}`;
}

const { provider } = JSON.parse(fs.readFileSync(path.join(packageDir, 'package.json'))).cdktn;
const schemas = { provider: null, resource_schemas: {}, data_source_schemas: {}, ephemeral_resource_schemas: {} };
const KINDS = { TerraformDataSource: 'data_source_schemas', TerraformEphemeralResource: 'ephemeral_resource_schemas' };
for (const dir of fs.readdirSync(lib)) {
  const type = typeOfDir(dir);
  if (!fs.existsSync(path.join(lib, dir, 'index.js')) || (dir !== 'provider' && !types.includes(type))) continue;
  const module = parseModule(dir);
  for (const [name, { kind, resourceType }] of Object.entries(module.classes)) {
    if (kind === 'TerraformProvider') schemas.provider = { version: 0, block: block(module, name) };
    if (!resourceType || kind === 'TerraformProvider') continue;
    const made = block(module, name);
    if (openInSet(made)) throw new Error(`${resourceType} has an open type within a set: it can't be checked`);
    schemas[KINDS[kind] ?? 'resource_schemas'][resourceType] = { version: 0, block: made };
  }
}
fs.writeFileSync(out, JSON.stringify({ format_version: '1.0', provider_schemas: { [provider.name]: schemas } }));
warnings.forEach((warning) => console.error(`warning: ${warning}`));
