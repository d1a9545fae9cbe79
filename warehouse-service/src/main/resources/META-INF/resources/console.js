// The start page: asks /api/overview every second and shows it. Every text goes in as text, never as HTML.

const KEY = 'clickway.key';
const EVERY_MS = 1000;
const GIVE_UP_MS = 5000;
const SVG = 'http://www.w3.org/2000/svg';

const at = (id) => document.getElementById(id);
const number = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });

let timer = 0;

// A link printed by scripts/up carries the key behind #: it never travels, and leaves the address bar at once.
const carried = new URLSearchParams(location.hash.slice(1)).get('key');
if (carried) {
  sessionStorage.setItem(KEY, carried);
  history.replaceState(null, '', location.pathname);
}

at('door').addEventListener('submit', (submit) => {
  submit.preventDefault();
  sessionStorage.setItem(KEY, at('key').value.trim());
  at('key').value = '';
  refresh();
});

at('forget').addEventListener('click', () => {
  sessionStorage.removeItem(KEY);
  close('Waiting for an API key');
});

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) refresh();
});

refresh();

async function refresh() {
  clearTimeout(timer);
  const key = sessionStorage.getItem(KEY);
  if (!key) {
    close('Waiting for an API key');
    return;
  }
  try {
    const answer = await get('/api/overview');
    if (answer.status === 401 || answer.status === 403) {
      const problem = await answer.json();
      sessionStorage.removeItem(KEY);
      close('Waiting for an API key', problem.detail);
      return;
    }
    if (!answer.ok) throw new Error(`the warehouse answered ${answer.status}`);
    show(await answer.json());
  } catch (failure) {
    say('bad', `No answer from the warehouse (${failure.message}); trying again`);
  }
  if (!document.hidden) timer = setTimeout(refresh, EVERY_MS);
}

function get(path) {
  return fetch(path, {
    headers: { Authorization: `Bearer ${sessionStorage.getItem(KEY)}`, Accept: 'application/json' },
    signal: AbortSignal.timeout(GIVE_UP_MS),
    cache: 'no-store',
  });
}

function close(state, refusal = '') {
  at('console').hidden = true;
  at('forget').hidden = true;
  at('door').hidden = false;
  at('refusal').textContent = refusal;
  say('', state);
  at('key').focus();
}

function say(mood, text) {
  if (at('state').textContent !== text) at('state').textContent = text;
  at('state').className = `state ${mood}`;
}

function show(overview) {
  at('door').hidden = true;
  at('console').hidden = false;
  at('forget').hidden = false;
  const now = new Date(overview.at);
  const sum = (field) => overview.regions.reduce((total, region) => total + region[field], 0);

  figure('stored', number.format(sum('stored_clicks')));
  figure('rate', number.format(overview.minutes.reduce((total, region) => total + region.clicks.at(-2), 0)));
  showBooks(overview.books, sum('missing'), overview.regions);
  figure('links', number.format(overview.config.links));
  figure('config', overview.config.summary);
  at('warehouse').textContent = `warehouse up since ${time(overview.warehouse_started_at)}`;
  showState(overview, sum('missing'));
  showChart(overview.minutes);
  showRegions(overview.regions, now);
  showEdges(overview.config.edges, now);
  showLatest(overview.latest);
  showFaults(overview.faults);
}

function figure(id, text, mood = '') {
  at(id).textContent = text;
  at(id).className = mood;
}

// One word for whether the books balance, and below it the one thing that matters most.
function showBooks(books, missing, regions) {
  const oldest = Math.max(0, ...regions.map((region) => region.oldest_unforwarded_seconds));
  if (!books.balance) figure('books', 'differ', 'bad');
  else figure('books', missing > 0 ? `${number.format(missing)} missing` : 'balance', missing > 0 ? 'bad' : 'good');
  at('books-why').textContent = [
    books.balance ? '' : 'see the faults below',
    books.quarantine_kept > 0 ? `${number.format(books.quarantine_kept)} in quarantine` : '',
    `oldest not here yet: ${span(oldest)}`,
  ].filter(Boolean).join(', ');
}

function showState(overview, missing) {
  const { live, version } = overview.config;
  const silent = overview.regions.reduce((total, region) => total + region.uncertain, 0);
  if (!overview.books.balance) say('bad', 'The books do not balance: run docs/sql/audit.sql');
  else if (live.edges === 0) say('warn', 'The warehouse runs; no edge has given a sign of life yet');
  else if (missing > 0) say('bad', `${number.format(missing)} events are missing`);
  else if (silent > 0) say('warn', `${silent} ${silent === 1 ? 'source is' : 'sources are'} silent`);
  else if (version > 0 && live.current < live.edges) say('warn', `${live.edges - live.current} edges wait for version ${version}`);
  else say('good', `${live.edges} ${live.edges === 1 ? 'edge' : 'edges'} live, nothing missing`);
}

// Stacked bars, one per minute. Hand-drawn: sixty rectangles a region need no library.
function showChart(minutes) {
  const totals = minutes[0] ? minutes[0].clicks.map((_, i) => minutes.reduce((sum, region) => sum + region.clicks[i], 0)) : [];
  const peak = Math.max(0, ...totals);
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 600 100');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `Clicks per minute in the last hour: ${minutes.map((region) => `${region.region} ${number.format(region.clicks.reduce((a, b) => a + b, 0))}`).join(', ')}; at most ${number.format(peak)} in a minute`);
  totals.forEach((total, i) => {
    let y = 100;
    minutes.forEach((region, r) => {
      const height = peak === 0 ? 0 : (region.clicks[i] / peak) * 98;
      if (height === 0) return;
      y -= height;
      const bar = document.createElementNS(SVG, 'rect');
      bar.setAttribute('x', i * 10 + 1);
      bar.setAttribute('y', y);
      bar.setAttribute('width', 8);
      bar.setAttribute('height', height);
      bar.setAttribute('class', `f${r % 5}`);
      svg.append(bar);
    });
  });
  at('chart').replaceChildren(svg);
  at('legend').replaceChildren(...minutes.map((region, r) => {
    const item = element('li', '');
    item.append(element('i', '', `f${r % 5}`), region.region);
    return item;
  }));
  at('peak').textContent = peak === 0 ? 'no click in this hour' : `peak ${number.format(peak)} a minute`;
}

function showRegions(regions, now) {
  rows('regions', 9, regions.map((region) => [
    cell(region.region),
    cell(completeness(region, now), region.complete_to && Math.abs(region.clock_skew_seconds ?? 0) < 1 ? '' : 'warn'),
    count(region.stored_clicks),
    count(region.missing, region.missing > 0 ? 'bad' : ''),
    count(region.in_flight),
    count(region.uncertain, region.uncertain > 0 ? 'warn' : ''),
    count(region.quarantined, region.quarantined > 0 ? 'warn' : ''),
    count(region.absent),
    count(region.duplicates),
  ]), () => ['No region has sent anything yet. ', code('scripts/status'), ' shows whether its edge and forwarder run.']);
}

// A clock that is off makes the time beside it look wrong, so it is told there.
function completeness(region, now) {
  const skew = region.clock_skew_seconds ?? 0;
  const to = region.complete_to ? ago(region.complete_to, now) : 'not known yet';
  return Math.abs(skew) < 1 ? to : `${to} (a clock is ${span(Math.abs(skew))} ${skew > 0 ? 'ahead' : 'behind'})`;
}

function showEdges(edges, now) {
  rows('edges', 5, edges.map((edge) => [
    cell(edge.edge),
    cell(edge.region),
    cell(edge.version === 0 ? 'none yet' : `version ${edge.version}${edge.current ? '' : ', out of date'}`, edge.current ? 'good' : 'warn'),
    cell(edge.current ? `${edge.lag_seconds.toFixed(1)} s` : `${edge.lag_seconds.toFixed(0)} s and waiting`, 'n'),
    cell(ago(edge.last_sign_at, now), 'n'),
  ]), () => ['No edge is alive. ', code('scripts/up'), ' starts whatever does not run.']);
}

function showLatest(clicks) {
  const origin = location.origin;
  rows('latest', 8, clicks.map((click) => {
    const id = document.createElement('a');
    id.href = `${origin}/api/events/${click.id}`;
    id.className = 'mono';
    id.textContent = click.id;
    id.addEventListener('click', (press) => {
      press.preventDefault();
      showEvent(click.id);
    });
    const last = document.createElement('td');
    last.append(id);
    return [
      cell(time(click.occurred_at)),
      cell(click.region),
      cell(click.link, 'cut'),
      cell(click.country || '–'),
      cell(click.device),
      cell(click.browser),
      cell(click.verdict, { human: 'good', bot: 'soft', suspect: 'warn' }[click.verdict] ?? ''),
      last,
    ];
  }), () => ['No click yet. Make one: ', code('curl -si http://127.0.1.1:8080/demo'), ' (region eu; 127.0.2.1 is us).']);
}

function showFaults(faults) {
  if (faults.length === 0) {
    at('faults').replaceChildren(element('li', 'None so far.', 'empty'));
    return;
  }
  at('faults').replaceChildren(...faults.map((fault) => {
    const item = document.createElement('li');
    const when = element('time', time(fault.at));
    when.dateTime = fault.at;
    item.append(
      when,
      element('span', fault.region),
      element('span', `${fault.part}, ${fault.kind}: ${fault.detail}`),
      fault.healed_at ? element('span', 'over', 'good') : element('span', 'lasts', 'warn'),
    );
    return item;
  }));
}

async function showEvent(id) {
  at('event-title').textContent = `Click ${id}`;
  at('event-body').textContent = 'Loading …';
  at('event').showModal();
  try {
    const answer = await get(`/api/events/${id}`);
    at('event-body').textContent = JSON.stringify(await answer.json(), null, 2);
  } catch (failure) {
    at('event-body').textContent = `It could not be read: ${failure.message}`;
  }
}

// Rows are replaced only when something changed, so that a focused link stays focused.
function rows(id, columns, cells, whenEmpty) {
  const body = document.createElement('tbody');
  if (cells.length === 0) {
    const empty = document.createElement('td');
    empty.colSpan = columns;
    empty.className = 'empty';
    empty.append(...whenEmpty());
    cells = [[empty]];
  }
  cells.forEach((line) => {
    const row = document.createElement('tr');
    row.append(...line);
    body.append(row);
  });
  if (body.innerHTML !== at(id).innerHTML) at(id).replaceChildren(...body.childNodes);
}

function element(name, text, mood = '') {
  const made = document.createElement(name);
  made.textContent = text;
  if (mood) made.className = mood;
  return made;
}

function cell(text, mood = '') {
  return element('td', text, mood);
}

function count(figureOfCell, mood = '') {
  return cell(number.format(figureOfCell), `n ${mood}`.trim());
}

function code(text) {
  return element('code', text);
}

function time(iso) {
  const moment = new Date(iso);
  return moment.toDateString() === new Date().toDateString() ? clock.format(moment) : `${day.format(moment)} ${clock.format(moment)}`;
}

function span(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

function ago(iso, now) {
  const seconds = Math.max(0, (now - new Date(iso)) / 1000);
  if (seconds < 10) return `${seconds.toFixed(1)} s ago`;
  if (seconds < 120) return `${Math.round(seconds)} s ago`;
  return time(iso);
}
