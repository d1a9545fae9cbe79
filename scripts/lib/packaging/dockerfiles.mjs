// Lints Dockerfiles: what dockerfile-utils says, and what every image here has to be. Prints each fault, ends with 1 on any.
//
// usage: node dockerfiles.mjs FILE...
import { readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';

let faults = 0;
function fault(file, line, text) {
  console.error(`${file}:${line}: ${text}`);
  faults++;
}

function check(file) {
  const text = readFileSync(file, 'utf8');
  for (const { range, message, severity } of validate(text)) {
    if (severity === undefined || severity <= 2) fault(file, range.start.line + 1, message);
  }
  const all = DockerfileParser.parse(text).getInstructions();
  const lineOf = (instruction) => instruction.getRange().start.line + 1;
  const named = (keyword) => all.filter((instruction) => instruction.getKeyword() === keyword);
  const lastFrom = named('FROM').at(-1);
  const ofImage = (keyword) => named(keyword).filter((instruction) => lineOf(instruction) > lineOf(lastFrom));

  for (const from of named('FROM')) {
    const tag = from.getImageTag();
    if (!from.getImageDigest() && (!tag || tag === 'latest')) fault(file, lineOf(from), `FROM ${from.getImage()}: name a version`);
  }
  const user = ofImage('USER').at(-1);
  if (!user) fault(file, lineOf(lastFrom), 'runs as root: name a USER');
  else if (!/^[1-9][0-9]*(:[1-9][0-9]*)?$/.test(user.getArgumentsContent())) {
    fault(file, lineOf(user), 'USER is to be a number that is not 0: Kubernetes proves by it that it is not root');
  }
  for (const keyword of ['HEALTHCHECK', 'ENTRYPOINT']) {
    const [instruction] = ofImage(keyword);
    if (!instruction) fault(file, lineOf(lastFrom), `no ${keyword}`);
    else if (!instruction.getArgumentsContent().includes('["')) fault(file, lineOf(instruction), `${keyword} runs by a shell, which swallows signals: write it as a list`);
  }
  for (const run of named('RUN')) {
    const command = run.getArgumentsContent();
    if (command.includes('apt-get install') && !/--no-install-recommends/.test(command)) fault(file, lineOf(run), 'apt-get install without --no-install-recommends');
    if (command.includes('apt-get install') && !/rm -rf \/var\/lib\/apt\/lists/.test(command)) fault(file, lineOf(run), 'the lists of apt stay in the image');
    if (/\bcurl\b.*\|\s*(ba)?sh|\bsudo\b/.test(command)) fault(file, lineOf(run), 'pipes a download into a shell, or uses sudo');
  }
  for (const add of named('ADD')) fault(file, lineOf(add), 'ADD unpacks and fetches: use COPY');
  for (const entry of [...named('ENV'), ...named('ARG')]) {
    if (/(PASSWORD|SECRET|TOKEN|_KEY)S?=/.test(entry.getArgumentsContent())) fault(file, lineOf(entry), 'a secret would stay in the image');
  }
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('which Dockerfiles?');
  process.exit(2);
}
files.forEach(check);
if (faults > 0) process.exit(1);
