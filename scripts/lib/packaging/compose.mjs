// What no schema of compose.yaml can know: that each service is locked down, and that what the files name is there. The schema
// itself is checked by dclint. Prints each fault, ends with 1 on any.
//
// usage: node compose.mjs COMPOSE.yaml
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';

const [file] = process.argv.slice(2);
const folder = dirname(file);
const { services } = parse(readFileSync(file, 'utf8'), { merge: true });
const faults = [];
const fault = (name, text) => faults.push(`${file}: ${name}: ${text}`);

for (const [name, service] of Object.entries(services)) {
  if (service.read_only !== true) fault(name, 'its root can be written: read_only: true');
  if (!service.cap_drop?.includes('ALL')) fault(name, 'keeps capabilities: cap_drop: [ALL]');
  if (!service.security_opt?.includes('no-new-privileges:true')) fault(name, 'may gain privileges');
  if (service.privileged) fault(name, 'is privileged');
  if (!service.user) fault(name, 'runs as its image likes: name a user');
  if (service.build) {
    const dockerfile = resolve(folder, service.build.context, service.build.dockerfile);
    if (!existsSync(dockerfile)) fault(name, `its Dockerfile isn't there: ${dockerfile}`);
  } else if (!/:[^:/]+$/.test(service.image) || service.image.endsWith(':latest')) fault(name, `${service.image}: name a version`);
  for (const port of service.ports ?? []) {
    if (!String(port).startsWith('127.')) fault(name, `${port} is open to the network: publish on loopback`);
  }
  const place = /^service:(.*)$/.exec(service.network_mode ?? '')?.[1];
  if (place && !services[place]?.networks) fault(name, `its network is that of ${place}, which has none`);
  for (const other of Object.keys(service.depends_on ?? {})) if (!services[other]) fault(name, `waits for ${other}, which isn't there`);
  for (const volume of service.volumes ?? []) {
    const [, path, mode] = /:(\/[^:]*)(?::(.*))?$/.exec(volume);
    const mayWrite = path.startsWith('/clickway/data/') || (name === 'postgres-cluster' && /^\/clickway\/(conf\/postgres|log)$/.test(path));
    if (mode !== 'ro' && !mayWrite) fault(name, `may write ${path}: mount it with :ro`);
  }
}
for (const text of faults) console.error(text);
if (faults.length > 0) process.exit(1);
