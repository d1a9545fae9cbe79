#!/usr/bin/env node
// A stand-in for a Terraform provider (plugin protocol 5) that knows a schema and can create nothing.
//
// usage: stub-provider.mjs SCHEMA.json, started by Terraform
//
// It refuses what a schema can tell: names, types and missing arguments (Terraform does that with the schema), an argument
// that only AWS decides, and a regional resource without "region", which would land in the provider's own region.
// Of ephemeral resources it knows random_password, and draws it. All else is for Terraform's mocks.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import { ExtensionCodec, decode, encode } from '@msgpack/msgpack';

const ERROR = 1;
const NESTING = { single: 1, list: 2, set: 3, map: 4 };
const here = path.dirname(fileURLToPath(import.meta.url));
const schemas = Object.values(JSON.parse(fs.readFileSync(process.argv[2])).provider_schemas)[0];

// Terraform writes a value that is not known yet as an extension of msgpack.
const extensionCodec = new ExtensionCodec();
for (let type = 0; type < 128; type++) {
  extensionCodec.register({ type, encode: () => null, decode: () => ({ unknown: true }) });
}

function load(file) {
  return grpc.loadPackageDefinition(loader.loadSync(path.join(here, file), { keepCase: true }));
}

function wireBlock(block) {
  return {
    attributes: Object.entries(block.attributes ?? {}).map(([name, attribute]) => ({
      name,
      type: Buffer.from(JSON.stringify(attribute.type)),
      required: !!attribute.required,
      optional: !!attribute.optional,
      computed: !!attribute.computed,
      sensitive: !!attribute.sensitive,
      write_only: !!attribute.write_only,
    })),
    block_types: Object.entries(block.block_types ?? {}).map(([type_name, nested]) => ({
      type_name,
      block: wireBlock(nested.block),
      nesting: NESTING[nested.nesting_mode],
      min_items: nested.min_items ?? 0,
      max_items: nested.max_items ?? 0,
    })),
  };
}

function wireSchemas(byType) {
  return Object.fromEntries(
    Object.entries(byType ?? {}).map(([type, { version, block }]) => [type, { version, block: wireBlock(block) }]),
  );
}

const value = (dynamic) =>
  dynamic.msgpack?.length ? decode(dynamic.msgpack, { extensionCodec }) : JSON.parse(dynamic.json);

function readOnlyArguments(block, config, at) {
  if (config == null || config.unknown) return [];
  const own = Object.entries(block.attributes)
    .filter(([name, { computed, optional, required }]) => computed && !optional && !required && config[name] != null)
    .map(([name]) => ({
      severity: ERROR,
      summary: 'Value for unconfigurable attribute',
      detail: `${at}.${name} is decided by the provider and cannot be set.`,
    }));
  const nested = Object.entries(block.block_types).flatMap(([name, type]) =>
    [config[name]].flat().flatMap((one) => readOnlyArguments(type.block, one, `${at}.${name}`)),
  );
  return [...own, ...nested];
}

function missingRegion(block, config, type) {
  if (!block.attributes.region?.optional || config.region != null) return [];
  const detail = `${type} has no "region": it would be made in the provider's own region.`;
  return [{ severity: ERROR, summary: 'Missing region', detail }];
}

const validate = (kind) => (call, callback) => {
  const type = call.request.type_name;
  const { block } = schemas[kind][type];
  const config = value(call.request.config);
  callback(null, {
    diagnostics: [...readOnlyArguments(block, config, type), ...missingRegion(block, config, type)],
  });
};

function openEphemeralResource(call, callback) {
  const config = value(call.request.config);
  const result = crypto.randomBytes(config.length).toString('base64url').slice(0, config.length);
  const drawn = { special: true, upper: true, lower: true, numeric: true, ...stripNulls(config), result, bcrypt_hash: '' };
  for (const least of ['min_lower', 'min_upper', 'min_numeric', 'min_special']) drawn[least] ??= 0;
  callback(null, { result: { msgpack: Buffer.from(encode({ override_special: null, ...drawn })) } });
}

function stripNulls(object) {
  return Object.fromEntries(Object.entries(object).filter(([, one]) => one != null));
}

const done = (_call, callback) => callback(null, {});
const server = new grpc.Server({ 'grpc.max_send_message_length': 64 << 20, 'grpc.max_receive_message_length': 64 << 20 });
server.addService(load('tfplugin5.proto').tfplugin5.Provider.service, {
  GetSchema: (_call, callback) =>
    callback(null, {
      provider: { version: 0, block: wireBlock(schemas.provider?.block ?? {}) },
      resource_schemas: wireSchemas(schemas.resource_schemas),
      data_source_schemas: wireSchemas(schemas.data_source_schemas),
      ephemeral_resource_schemas: wireSchemas(schemas.ephemeral_resource_schemas),
    }),
  PrepareProviderConfig: (call, callback) => callback(null, { prepared_config: call.request.config }),
  ValidateResourceTypeConfig: validate('resource_schemas'),
  ValidateDataSourceConfig: validate('data_source_schemas'),
  ValidateEphemeralResourceConfig: done,
  OpenEphemeralResource: openEphemeralResource,
  CloseEphemeralResource: done,
  Configure: done,
  Stop: done,
});
server.addService(load('plugin.proto').plugin.GRPCController.service, {
  Shutdown: (_call, callback) => {
    callback(null, {});
    setTimeout(() => process.exit(0), 10);
  },
});
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (failure, port) => {
  if (failure) throw failure;
  process.stdout.write(`1|5|tcp|127.0.0.1:${port}|grpc|\n`);
});
