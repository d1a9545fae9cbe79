// Checks Kubernetes manifests by the API's schema, and what every workload here has to be. Prints each fault, ends with 1.
//
// usage: kubectl kustomize DIR | node kubernetes.mjs NAME
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const [name] = process.argv.slice(2);
const faults = [];

async function modelOf({ apiVersion, kind }) {
  try {
    return (await import(`kubernetes-models/${apiVersion}`))[kind];
  } catch {
    return undefined;
  }
}

/**
 * The validators look at the keys they know and say nothing of others, so a misspelt key would pass. Here each object notes
 * which of its keys were looked at; who asks for all keys (labels and other maps) has looked at all.
 */
function watched(value, path, unread) {
  if (typeof value !== 'object' || value === null) return value;
  const inner = Array.isArray(value) ? [] : {};
  for (const [key, child] of Object.entries(value)) {
    inner[key] = watched(child, `${path}.${key}`, unread);
    if (!Array.isArray(value)) unread.add(`${path}.${key}`);
  }
  return new Proxy(inner, {
    get(target, key) {
      unread.delete(`${path}.${String(key)}`);
      return target[key];
    },
    ownKeys(target) {
      for (const key of Object.keys(target)) unread.delete(`${path}.${key}`);
      return Reflect.ownKeys(target);
    },
  });
}

function checkPod(where, pod, templates = []) {
  if (!pod.securityContext?.runAsNonRoot) faults.push(`${where}: may run as root`);
  if (pod.automountServiceAccountToken !== false) faults.push(`${where}: gets a token of the cluster's API`);
  for (const container of pod.containers) {
    const at = `${where}, container ${container.name}`;
    const limits = container.securityContext ?? {};
    if (limits.readOnlyRootFilesystem !== true) faults.push(`${at}: its root can be written`);
    if (limits.allowPrivilegeEscalation !== false) faults.push(`${at}: may gain privileges`);
    if (!limits.capabilities?.drop?.includes('ALL')) faults.push(`${at}: keeps capabilities`);
    if (!container.resources?.limits?.memory) faults.push(`${at}: has no limit of memory`);
    if (!container.readinessProbe || !container.livenessProbe) faults.push(`${at}: lacks a probe`);
    const volumes = [...(pod.volumes ?? []), ...templates.map(({ metadata }) => metadata)].map((volume) => volume.name);
    for (const mount of container.volumeMounts ?? []) if (!volumes.includes(mount.name)) faults.push(`${at}: mounts ${mount.name}, which isn't there`);
  }
}

const documents = parseAllDocuments(readFileSync(0, 'utf8')).map((document) => document.toJSON()).filter(Boolean);
if (documents.length === 0) faults.push('no manifests');
for (const manifest of documents) {
  const where = `${name}: ${manifest.kind} ${manifest.metadata?.name}`;
  const Model = await modelOf(manifest);
  if (!Model) {
    faults.push(`${where}: the API knows no ${manifest.kind} of ${manifest.apiVersion}`);
    continue;
  }
  const unread = new Set();
  try {
    Model.prototype.validate.call(watched(manifest, '', unread));
  } catch (error) {
    faults.push(`${where}: ${error.message}`);
    continue;
  }
  for (const path of unread) faults.push(`${where}: the API knows no ${path}`);
  const template = manifest.spec?.template?.spec;
  if (template) checkPod(where, template, manifest.spec.volumeClaimTemplates);
  // Promise 2: what an edge or Redis answered for lies on a volume that outlives the pod.
  if (manifest.kind === 'StatefulSet' && !manifest.spec.volumeClaimTemplates?.length) faults.push(`${where}: its data dies with its pod: no volumeClaimTemplates`);
}
for (const text of faults) console.error(text);
if (faults.length > 0) process.exit(1);
